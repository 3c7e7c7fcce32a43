"""``gnnlint atlas``: every operator of a package under the real compilers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli.main import FINDINGS, OK, UsageError
from gnnlint.cli.output import write
from gnnlint.cli.progress import Progress
from gnnlint.suggestion import did_you_mean

if TYPE_CHECKING:
    from gnnlint.atlas.comparison import Answer
    from gnnlint.atlas.matrix import Matrix
    from gnnlint.atlas.record import Record
    from gnnlint.atlas.store import Store


def run(arguments: argparse.Namespace) -> int:
    """Measure what is not known yet, then report; with ``--check`` hold the rules against it."""
    from gnnlint.atlas.store import Store, StoreError, merge
    from gnnlint.report import template

    if arguments.format == "html" and not template.is_available():
        raise UsageError(template.MISSING)  # before all the measuring
    file = Path(arguments.records)
    try:
        if arguments.merge:
            words = "--merge takes files of records"
            merge([_existing(it, words) for it in arguments.merge], file)
        elif arguments.kept:
            _existing(arguments.records, "--kept takes what an earlier run wrote; measure first")
        store = Store(file)
    except StoreError as error:
        raise UsageError(str(error)) from None
    if not arguments.merge and not arguments.kept:
        _measure(arguments, store)
    return _report(arguments, _asked_for(store, arguments.only))


def _existing(name: str, words: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"{name}: no such file; {words}")
    return path


def _measure(arguments: argparse.Namespace, store: Store) -> None:
    from gnnlint.atlas import measure
    from gnnlint.atlas.operator import EnumerationError, listing_of
    from gnnlint.cli.verify import require_torch
    from gnnlint.verify import Children

    require_torch()
    plan = measure.Plan(
        arguments.jobs or 1,
        measure.FULL_MODES if arguments.full else measure.MODES,
        arguments.timeout or measure.TIME_LIMIT,
        arguments.again,
    )
    with Progress("measured", "operators") as progress, Children() as children:
        try:
            listing = listing_of(arguments.package, children)
        except EnumerationError as error:
            raise UsageError(str(error)) from None
        if listing.left_out:
            print(_left_out(arguments.package, listing.left_out), file=sys.stderr)
        wanted = measure.chosen(listing.operators, arguments.only, arguments.shard)
        if not wanted:
            raise UsageError(_nothing(arguments, [it.short_name for it in listing.operators]))

        def tell(now: str, done: int, total: int) -> None:
            progress.now = now
            progress(done, total)

        measure.measure(wanted, store, children, plan, tell)


def _left_out(package: str, modules: Mapping[str, str]) -> str:
    """A note about modules that cannot be imported, by the reasons."""
    from gnnlint.report.verdict import counted

    by_reason: dict[str, list[str]] = {}
    for name, why in modules.items():
        by_reason.setdefault(why.partition("\n")[0], []).append(name)
    told = (
        f"{names[0]}{f' and {len(names) - 1} more' if names[1:] else ''}: {why}"
        for why, names in by_reason.items()
    )
    return (
        f"gnnlint: {counted(len(modules), 'module')} of {package} cannot be imported, so what is "
        "in there is not measured\n" + "\n".join(f"  {it}" for it in told)
    )


def _nothing(arguments: argparse.Namespace, names: Sequence[str]) -> str:
    if not arguments.only:
        return f"{arguments.package} has no public module class and no function of tensors"
    pattern = arguments.only[0]
    return f"no operator `{pattern}`{did_you_mean(pattern, names)}"


def _asked_for(store: Store, only: Sequence[str]) -> list[Record]:
    from gnnlint.atlas.naming import is_meant

    found = [it for it in store if is_meant(it.operator, it.group, only)]
    if only and not found:
        names = dict.fromkeys(it.short_name for it in store)
        raise UsageError(f"no record of `{only[0]}`{did_you_mean(only[0], names)}")
    return found


def _report(arguments: argparse.Namespace, records: Sequence[Record]) -> int:
    from gnnlint.atlas.comparison import compare, disagreements
    from gnnlint.atlas.matrix import matrix_of

    matrix = matrix_of(records)
    latest = [it for row in matrix.rows for it in row.records]
    answers: Sequence[Answer] = ()
    if arguments.check:
        with Progress("checked", "variations"):
            answers = compare(latest, jobs=arguments.jobs or 1)
    write(_rendered(arguments.format, matrix, answers), arguments.output)
    return FINDINGS if disagreements(answers) else OK


def _rendered(form: str, matrix: Matrix, answers: Sequence[Answer]) -> str:
    if form == "json":
        from gnnlint.atlas import data

        return json.dumps(data.document(matrix, answers), indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        from gnnlint.atlas import markdown

        return markdown.render(matrix, answers)
    if form == "html":
        from gnnlint.atlas import page

        return page.render(matrix, answers)
    from gnnlint.atlas import text

    return text.render(matrix, answers)
