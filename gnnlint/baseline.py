"""The baseline: findings that a project knows of and lets pass, so that only new ones count.

The file holds a line a finding, sorted: path from the project root, code, symbol and fingerprint.
Merging two branches' baselines is merging lines; their order and repetitions mean nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gnnlint.config import ConfigError, Settings, built_in_rules, rule_names
from gnnlint.finding import Finding, Run
from gnnlint.fingerprint import relative
from gnnlint.notebook import cell_of
from gnnlint.suppression import was_looked_for

DEFAULT_NAME = "gnnlint-baseline.txt"

MANY = 25
"""Findings from which on a run without a baseline names the command that writes one."""

_HEAD = "# Findings that gnnlint lets pass until they are mended: see `gnnlint baseline --help`.\n"
_NO_SYMBOL = "-"
_NEVER_KNOWN = frozenset({"GNN001"})
"""A file that cannot be parsed is not checked at all, which nobody should get used to."""


@dataclass(frozen=True, order=True)
class Entry:
    """One line of the file."""

    path: str  # from the project root
    code: str
    symbol: str
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.path} {self.code} {self.symbol} {self.fingerprint}"


@dataclass(frozen=True)
class Comparison:
    """A run held against a baseline."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    stale: tuple[Entry, ...]  # looked for, and not found any more
    kept: tuple[Entry, ...]  # found again, or not looked for in this run


def read(file: Path) -> tuple[Entry, ...]:
    """The entries of the file. Raises ``ConfigError`` where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"baseline {file} does not exist; `gnnlint baseline write` makes it"
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"baseline {file} cannot be read: {error}") from None
    lines = enumerate(text.splitlines(), 1)
    found = (_entry(line, f"{file}:{number}") for number, line in lines if _says_something(line))
    return tuple(sorted(set(found)))


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _entry(line: str, where: str) -> Entry:
    words = line.rsplit(maxsplit=3)
    if len(words) != 4 or line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise ConfigError(
            f"{where}: no entry of a baseline: `{line}`. Keep the lines of both sides of a merge, "
            "or write the file anew: `gnnlint baseline write`"
        )
    return Entry(*words)


def write(file: Path, entries: Iterable[Entry]) -> None:
    """Write the file, in one step. Raises ``ConfigError`` where that fails."""
    text = _HEAD + "".join(f"{entry}\n" for entry in sorted(set(entries)))
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ConfigError(f"cannot write {file}: {error.strerror or error}") from None


def entries_of(findings: Iterable[Finding], root: Path) -> tuple[Entry, ...]:
    """What stands in a baseline for ``findings``."""
    return tuple(
        Entry(
            relative(cell_of(each.place.path)[0], root),
            each.code,
            each.symbol or _NO_SYMBOL,
            each.fingerprint,
        )
        for each in findings
        if each.code not in _NEVER_KNOWN
    )


def compare(run: Run, entries: Sequence[Entry], settings: Settings) -> Comparison:
    """Which findings are new, which known, and which entries have had their day.

    An entry is stale only where this run would have found it: its file was checked, or is gone,
    its rule is on, and so is the target it speaks of.
    """
    fingerprints = {entry.fingerprint for entry in entries}
    names = rule_names((built_in_rules(), *settings.rule_folders))
    known = tuple(each for each in run.findings if each.fingerprint in fingerprints)
    new = tuple(each for each in run.findings if each.fingerprint not in fingerprints)
    found = {each.fingerprint for each in known}
    stale = tuple(
        entry
        for entry in entries
        if entry.fingerprint not in found and _was_checked(entry, names, run, settings)
    )
    gone = set(stale)
    return Comparison(new, known, stale, tuple(each for each in entries if each not in gone))


def _was_checked(entry: Entry, names: Mapping[str, str], run: Run, settings: Settings) -> bool:
    path = (settings.root / entry.path).as_posix()
    if path not in run.checked and os.path.exists(path):
        return False
    if not settings.selects(entry.code, names.get(entry.code, ""), path):
        return False
    return was_looked_for(entry.code, run.targets)


def applied(run: Run, settings: Settings) -> Run:
    """The run without what the baseline of the settings holds; a note says what was left out.

    The verdicts on models stay: what is known still breaks them.
    """
    if settings.baseline is None:
        return _with_notes(run, _hint(run))
    compared = compare(run, read(settings.baseline), settings)
    known = {each.fingerprint for each in compared.known}
    models = tuple(
        replace(each, findings=tuple(it for it in each.findings if it not in known))
        for each in run.models
    )
    run = replace(run, findings=compared.new, known=compared.known, models=models)
    return _with_notes(run, _told(compared, settings.baseline))


def _with_notes(run: Run, notes: Iterable[str]) -> Run:
    return replace(run, notes=(*run.notes, *notes))


def _hint(run: Run) -> Iterable[str]:
    """How to begin with a project that has many findings."""
    if len(run.findings) >= MANY:
        yield (
            f"{len(run.findings)} findings at once: `gnnlint baseline write` notes them for later, "
            "so that only new ones are reported"
        )


def _told(compared: Comparison, file: Path) -> Iterable[str]:
    if compared.known:
        count = len(compared.known)
        findings = "1 known finding is" if count == 1 else f"{count} known findings are"
        yield f"{findings} left out: {file.name} holds them"
    if compared.stale:
        count = len(compared.stale)
        entries = "1 entry" if count == 1 else f"{count} entries"
        yield f"{entries} of {file.name} found no more: `gnnlint baseline prune` takes them out"
