"""The baseline: findings that a project knows of and lets pass, so that only new ones count.

The file holds a line a finding, sorted: path from the project root, code, symbol and fingerprint.
Merging two branches' baselines is merging lines; their order and repetitions mean nothing. Comments
at its head say for which paths it was written: only a check of all of them can tell that a finding
is gone, since a helper's may depend on a model anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.config_keys import ConfigError
from gnnlint.finding import Finding, Run
from gnnlint.fingerprint import relative
from gnnlint.notebook import cell_of
from gnnlint.remark import UNJUDGED
from gnnlint.rule_folders import built_in_rules, rule_names
from gnnlint.standing import are_judged
from gnnlint.suppression import was_looked_for

DEFAULT_NAME = "gnnlint-baseline.txt"

MANY = 25
"""Findings from which on a run without a baseline names the command that writes one."""

_HEAD = "# Findings that gnnlint lets pass until they are mended: see `gnnlint baseline --help`.\n"
_PATH = "# of: "
_NO_SYMBOL = "-"


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
class Baseline:
    """The file: what it holds, and the paths (from the project root) that it was written for."""

    entries: tuple[Entry, ...] = ()
    paths: tuple[str, ...] = ()

    def covered_by(self, run: Run, root: Path) -> bool:
        """Whether the run checked all that the file was written for."""
        checked = [Path(path) for path in run.paths]
        return bool(self.paths) and all(
            any((root / path).is_relative_to(each) for each in checked) for path in self.paths
        )


@dataclass(frozen=True)
class Comparison:
    """A run held against a baseline."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    stale: tuple[Entry, ...]  # looked for, and not found any more
    kept: tuple[Entry, ...]  # found again, or not looked for in this run


def read(file: Path) -> Baseline:
    """What the file says. Raises ``ConfigError`` where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"baseline {file} does not exist; `gnnlint baseline write` makes it"
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"baseline {file} cannot be read: {error}") from None
    lines = text.split("\n")
    entries = {
        _entry(line, f"{file}:{number}")
        for number, line in enumerate(lines, 1)
        if _says_something(line)
    }
    paths = {line[len(_PATH) :].strip() for line in lines if line.startswith(_PATH)}
    return Baseline(tuple(sorted(entries)), tuple(sorted(paths)))


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


def write(file: Path, baseline: Baseline) -> None:
    """Write the file, in one step. Raises ``ConfigError`` where that fails."""
    paths = "".join(f"{_PATH}{path}\n" for path in sorted(baseline.paths))
    entries = "".join(f"{entry}\n" for entry in sorted(set(baseline.entries)))
    replace_file(file, f"{_HEAD}{paths}{entries}")


def replace_file(file: Path, text: str) -> None:
    """Write a file in one step, read by nobody half. Raises ``ConfigError`` where that fails."""
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
        if each.code not in UNJUDGED  # nobody should get used to what is not checked
    )


def with_paths_of(baseline: Baseline, run: Run, root: Path) -> Baseline:
    """The baseline, written for what the run checked as well."""
    paths = {*baseline.paths, *(relative(path, root) for path in run.paths)}
    inside = {path for path in paths if any(Path(other) in Path(path).parents for other in paths)}
    return replace(baseline, paths=tuple(sorted(paths - inside)))


def compare(run: Run, baseline: Baseline, settings: Settings) -> Comparison:
    """Which findings are new, which known, and which entries have had their day.

    An entry is stale only where this run would have found it: all that the baseline was written
    for was checked, the rule is on, and so is the target it speaks of.
    """
    fingerprints = {entry.fingerprint for entry in baseline.entries}
    known = tuple(each for each in run.findings if each.fingerprint in fingerprints)
    new = tuple(each for each in run.findings if each.fingerprint not in fingerprints)
    found = {each.fingerprint for each in known}
    stale: tuple[Entry, ...] = ()
    if baseline.covered_by(run, settings.root):
        names = rule_names((built_in_rules(), *settings.rule_folders))
        stale = tuple(
            entry
            for entry in baseline.entries
            if entry.fingerprint not in found and _was_looked_for(entry, names, run, settings)
        )
    gone = set(stale)
    return Comparison(new, known, stale, tuple(it for it in baseline.entries if it not in gone))


def _was_looked_for(entry: Entry, names: Mapping[str, str], run: Run, settings: Settings) -> bool:
    path = (settings.root / entry.path).as_posix()
    is_on = settings.selects(entry.code, names.get(entry.code, ""), path)
    is_asked = is_on and was_looked_for(entry.code, run.targets)
    return is_asked and are_judged(entry.code, settings)


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
        yield f"{findings} left out: {file.name} holds {_pronoun(count)}"
    if compared.stale:
        count = len(compared.stale)
        entries = "1 entry" if count == 1 else f"{count} entries"
        prunes = f"`gnnlint baseline prune` takes {_pronoun(count)} out"
        yield f"{entries} of {file.name} found no more: {prunes}"


def _pronoun(count: int) -> str:
    return "it" if count == 1 else "them"
