"""Writes docs/atlas-versions.md: the rules held against other versions of torch_geometric.

Each version is measured in an environment that has it, `gnnlint atlas --records FILE`; the files
are then given here, first that of the version which the others are compared with: `python
docs/versions.py FILE FILE …`. The exit status is 1 where the compilers contradict a rule or break
without one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from gnnlint.atlas.comparison import Verdict, compare, counts, disagreements
from gnnlint.atlas.record import MEASURED, Record
from gnnlint.atlas.store import Store

PAGE = Path(__file__).with_name("atlas-versions.md")
QUESTIONS = ("default", "fullgraph", "script")

Variation = tuple[str, str, bool]

INTRODUCTION = """\
# The atlas over versions

What an operator does under a compiler changes from one torch_geometric to the next. The rules carry
the versions that they hold for, and `gnnlint check --pyg-version` (or what `pyproject.toml`
requires) says which are asked. Here each version's own measurements are held against what `check`
says for that version. Of a version that is not measured as a whole those operators came first whose
own code differs from the other versions'; the rest is named. (2.9.0.dev20261027, a nightly, has the
code of 2.8.1 in all operators but `EdgeConv`, `DynamicEdgeConv`, `GravNetConv` and
`CuGraphGATConv`.)
"""


def write(files: Iterable[Path]) -> int:
    """Write the page; the records of each file are of one version, those of the first a whole."""
    found = {_version(records): records for records in (list(Store(it)) for it in files)}
    reference, *others = found
    dates = [it.date for records in found.values() for it in records]
    lines = [INTRODUCTION, _measured(found[reference], max(dates)), "", *_agreement(found)]
    for version in others:
        lines += _not_measured(version, found[version], found[reference])
    for version in others:
        then, now = sorted((version, reference), key=_key)
        lines += [
            "",
            f"## What changed from {then} to {now}",
            "",
            *_changes(found[then], found[now]),
        ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    wrong = [it for records in found.values() for it in disagreements(compare(records))]
    return 1 if wrong else 0


def _version(records: list[Record]) -> str:
    return str(records[0].versions["torch_geometric"])


def _key(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def _measured(records: list[Record], date: str) -> str:
    newest = records[-1]
    versions = ", ".join(
        f"{name} {version}"
        for name, version in newest.versions.items()
        if name != "torch_geometric"
    )
    return f"Measured up to {date}, with {versions}."


def _not_measured(version: str, records: list[Record], reference: list[Record]) -> Iterable[str]:
    """The operators that were measured with the reference alone, though this version has them."""
    looked_at = {it.short_name for it in records}  # whose modules may have been others then
    left = sorted({it.short_name for it in reference} - looked_at)
    if left:
        names = ", ".join(f"`{it}`" for it in left)
        yield from ("", f"Not measured with {version}, or not in it: {names}.")


def _agreement(found: Mapping[str, list[Record]]) -> Iterable[str]:
    yield "| torch_geometric | operators | variations | compiler | agrees | open | wrong | missed |"
    yield "|---|---|---|---|---|---|---|---|"
    for version, records in found.items():
        measured = [it for it in records if it.state == MEASURED]
        operators = len({it.operator for it in measured})
        for question, table in counts(compare(records)):
            told = (Verdict.AGREES, Verdict.OPEN, Verdict.CONTRADICTION, Verdict.GAP)
            numbers = " | ".join(str(table[it]) for it in told)
            yield f"| {version} | {operators} | {len(measured)} | {question} | {numbers} |"


def _changes(records: list[Record], newest: list[Record]) -> Iterable[str]:
    """What differs between two versions, an operator and compiler a line."""
    then, now = _statuses(records), _statuses(newest)
    changed: dict[tuple[str, str, str], int] = {}
    for variation in then.keys() & now.keys():
        for question in QUESTIONS:
            pair = then[variation].get(question), now[variation].get(question)
            if None not in pair and pair[0] != pair[1]:
                key = (variation[0], question, f"{pair[0]} → {pair[1]}")
                changed[key] = changed.get(key, 0) + 1
    if not changed:
        yield "Nothing that was measured."
        return
    yield "| operator | compiler | then → now | variations |"
    yield "|---|---|---|---|"
    for (operator, question, what), number in sorted(changed.items()):
        yield f"| `{operator.rpartition('.')[2]}` | {question} | {what} | {number} |"


def _statuses(records: list[Record]) -> dict[Variation, dict[str, str]]:
    return {
        (it.operator, it.variation, it.training): {
            q: it.status(q) for q in QUESTIONS if q in it.modes
        }
        for it in records
        if it.state == MEASURED
    }


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python docs/versions.py REFERENCE.jsonl OTHER.jsonl ...")
    sys.exit(write(map(Path, sys.argv[1:])))
