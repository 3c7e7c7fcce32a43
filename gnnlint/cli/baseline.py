"""``gnnlint baseline``: writes the file of known findings, prunes it, says how it stands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli.check import check, settings_of
from gnnlint.cli.main import FINDINGS, OK, UsageError
from gnnlint.cli.output import write as say
from gnnlint.report.verdict import counted

if TYPE_CHECKING:
    from gnnlint.baseline import Baseline, Entry
    from gnnlint.config import Settings
    from gnnlint.finding import Finding, Run

_MOST_SHOWN = 20


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for with the baseline of the settings, else with one beside the project."""
    from gnnlint.baseline import DEFAULT_NAME

    settings = settings_of(arguments)
    file = settings.baseline or settings.root / DEFAULT_NAME
    settings = replace(settings, baseline=file)
    return {"write": _write, "prune": _prune, "status": _status}[arguments.action](
        file, settings, arguments
    )


def _checked(known: Baseline, settings: Settings, arguments: argparse.Namespace) -> Run:
    """A check of the paths named, else of those that the file was written for."""
    if not arguments.paths:
        arguments.paths = [str(settings.root / path) for path in known.paths]
    return check(arguments, settings)


def _write(file: Path, settings: Settings, arguments: argparse.Namespace) -> int:
    """Note every finding; a file that exists takes in new ones with ``--force`` alone."""
    from gnnlint import baseline
    from gnnlint.fingerprint import relative

    exists = os.path.exists(file)
    known = baseline.read(file) if exists else baseline.Baseline()
    run = _checked(known, settings, arguments)
    compared = baseline.compare(run, known, settings)
    added = baseline.entries_of(compared.new, settings.root)
    if exists and added and not arguments.force:
        raise UsageError(
            f"{file.name} exists, and {counted(len(added), 'finding')} would be new in it: "
            "mend or suppress them (`gnnlint baseline status` lists them), or add --force"
        )
    entries = (*compared.kept, *added)
    written = replace(baseline.with_paths_of(known, run, settings.root), entries=entries)
    baseline.write(file, written)
    total = counted(len(set(entries)), "entry", "entries")
    say(f"{file.name}: {total}{_change(len(added), compared.stale)}\n", None)
    say("".join(f"  left out  {it}\n" for it in _left_out(compared.new)), None)
    if settings.file is None or not _is_configured(settings, arguments):
        name = relative(file.as_posix(), settings.root)
        say(f'to use it, add to pyproject.toml: [tool.gnnlint] baseline = "{name}"\n', None)
    return OK


def _left_out(new: Iterable[Finding]) -> Iterable[str]:
    """The findings that no baseline takes in, and why."""
    from gnnlint.remark import UNJUDGED

    for finding in new:
        if finding.code in UNJUDGED:
            yield f"{_described(finding)}: a file that is not checked may hold anything"


def _is_configured(settings: Settings, arguments: argparse.Namespace) -> bool:
    """Whether a check without options would find the file."""
    from gnnlint.config import load

    return arguments.baseline is None and load(settings.root).baseline is not None


def _prune(file: Path, settings: Settings, arguments: argparse.Namespace) -> int:
    """Take out what is found no more; nothing comes in."""
    from gnnlint import baseline

    known = baseline.read(file)
    compared = baseline.compare(_checked(known, settings, arguments), known, settings)
    if compared.stale:
        baseline.write(file, replace(known, entries=compared.kept))
    left = counted(len(compared.kept), "entry", "entries")
    say(f"{file.name}: {left}{_change(0, compared.stale)}\n", None)
    return OK


def _status(file: Path, settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what is known, new and gone; exit 1 unless the file and the code agree."""
    from gnnlint import baseline

    known = baseline.read(file)
    compared = baseline.compare(_checked(known, settings, arguments), known, settings)
    lines = [
        f"{file.name}: {counted(len(compared.known), 'finding')} known, "
        f"{len(compared.new)} new, {counted(len(compared.stale), 'entry', 'entries')} found no more"
    ]
    lines += _listed("new", map(_described, compared.new))
    lines += _listed("gone", (f"{it.path}: {it.code} in {it.symbol}" for it in compared.stale))
    say("\n".join(lines) + "\n", None)
    return FINDINGS if compared.new or compared.stale else OK


def _described(finding: Finding) -> str:
    from gnnlint.report.message import headline
    from gnnlint.report.path import position

    where = position(finding.place, Path.cwd().as_posix())
    return f"{where}: {finding.code} {headline(finding)}"


def _listed(word: str, texts: Iterable[str]) -> list[str]:
    every = [f"  {word:<4}  {text}" for text in texts]
    rest = len(every) - _MOST_SHOWN
    return [*every[:_MOST_SHOWN], *([f"  … and {rest} more"] if rest > 0 else [])]


def _change(added: int, stale: Sequence[Entry]) -> str:
    said = [f"{added} added"] if added else []
    said += [f"{len(stale)} taken out"] if stale else []
    return f" ({', '.join(said)})" if said else ""
