"""What ``gnnlint check`` says of the measured programs, held against what the compilers showed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from gnnlint import engine
from gnnlint.atlas.package import spec_of
from gnnlint.atlas.record import MEASURED, Record
from gnnlint.config import Settings
from gnnlint.finding import Certainty, Default, Finding, Fullgraph, Target
from gnnlint.modules import OPAQUE
from gnnlint.versions import PYG, TORCH, Known

QUESTIONS = ("default", "fullgraph", "script", "sizes")


class Verdict(str, Enum):
    """How what is said of a variation compares with what happened."""

    AGREES = "agrees"
    CONTRADICTION = "contradiction"  # said to fail for certain, and does not
    GAP = "gap"  # fails, and nothing said so
    OPEN = "open"  # said under a condition only


@dataclass(frozen=True)
class Answer:
    """One question about one variation."""

    record: Record
    question: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether the compiler fails."""
        return fails(self.record, self.question)

    @property
    def says(self) -> str:
        """What stands against what, in a line."""
        record, question = self.record, self.question
        outcome = record.modes[question]
        happened = f"{question} {outcome.status}"
        if outcome.status in ("fails", "raises") and outcome.error:
            happened += f": {outcome.error.strip().partition(chr(10))[0]}"
        places = [it for it in record.breaks if question in it.modes]
        if question == "default" and places:
            happened += " at " + ", ".join(it.place for it in places)
        codes = [f"{it.code} {it.condition}" if it.condition else it.code for it in self.findings]
        return f"{happened}; check says {', '.join(dict.fromkeys(codes)) or 'nothing'}"


def compare(records: Iterable[Record], *, jobs: int = 1) -> list[Answer]:
    """Check the program of each measured variation and hold the findings against the record.

    Growing graphs are not asked about where the graph breaks: that finding stands, and what is
    compiled anew behind a break goes with it.
    """
    measured = [it for it in records if it.state == MEASURED]
    found = _findings(measured, jobs)
    return [
        _answer(record, question, found[index])
        for index, record in enumerate(measured)
        for question in QUESTIONS
        if record.fails(question) is not None
        and not (question == "sizes" and record.fails("default"))
    ]


def disagreements(answers: Iterable[Answer]) -> list[Answer]:
    """The contradictions and the gaps."""
    wrong = (Verdict.CONTRADICTION, Verdict.GAP)
    return [it for it in answers if it.verdict in wrong]


def _findings(records: Sequence[Record], jobs: int) -> list[tuple[Finding, ...]]:
    """The findings of each program, by the versions that it was measured with."""
    found: list[tuple[Finding, ...]] = [()] * len(records)
    with TemporaryDirectory(prefix="atlas") as name:
        folder = Path(name).resolve()
        for (torch, pyg), indices in _by_versions(records).items():
            below = folder / f"torch_{torch}_{pyg}".replace(".", "_")
            below.mkdir()
            paths = {index: below / f"variation_{index}.py" for index in indices}
            for index, path in paths.items():
                path.write_text(records[index].program, encoding="utf-8")
            settings = Settings(
                root=below,
                targets=("compile", "script"),
                torch_version=torch,
                pyg_version=pyg,
                jobs=jobs,
            )
            own = {it for it in indices if _follow(_package(records[it]), below)}
            for index in own:
                run = engine.check([paths[index]], settings)
                found[index] = (*run.findings, *run.elsewhere)
            by_path: dict[str, list[Finding]] = {}
            others = [paths[it] for it in indices if it not in own]
            for finding in engine.check(others, settings).findings:
                by_path.setdefault(finding.place.path, []).append(finding)
            for path, index in ((paths[it], it) for it in indices if it not in own):
                found[index] = tuple(by_path.get(path.as_posix(), ()))
    return found


def _package(record: Record) -> str:
    return record.operator.partition(".")[0]


def _follow(package: str, folder: Path) -> bool:
    """Whether ``check`` reads a package like any code, whose source is put into ``folder`` then.

    Of those that it has tables for it knows the names; of others what they do, from their source.
    """
    if package in OPAQUE:
        return False
    spec = spec_of(package)
    if spec is None:
        return False
    if spec.submodule_search_locations:
        source = spec.submodule_search_locations[0]
        if not (folder / package).exists():
            shutil.copytree(source, folder / package, ignore=_all_but_code)
        return True
    if spec.origin is None or not spec.origin.endswith(".py"):
        return False
    shutil.copyfile(spec.origin, folder / f"{package}.py")
    return True


def _all_but_code(folder: str, names: list[str]) -> list[str]:
    return [it for it in names if not it.endswith(".py") and not Path(folder, it).is_dir()]


def _by_versions(records: Sequence[Record]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for index, record in enumerate(records):
        key = (_short(record.versions, TORCH), _short(record.versions, PYG))
        found.setdefault(key, []).append(index)
    return found


def _short(versions: Mapping[str, str], known: Known) -> str:
    """The version of a package as rules speak of it, the nearest that they know."""
    told = versions.get(known.package, known.newest)
    return known.nearest(".".join(told.split(".")[:2]))


_IN_MODE = {"when `self.training`": True, "when `not self.training`": False}
"""Conditions that a record decides: whether the model is in training."""


def _answer(record: Record, question: str, findings: Sequence[Finding]) -> Answer:
    in_mode = [it for it in findings if _IN_MODE.get(it.condition or "") in (None, record.training)]
    told = tuple(it for it in in_mode if _claims(it, question))
    certain = any(it.certainty is Certainty.CERTAIN or it.condition in _IN_MODE for it in told)
    shown = fails(record, question)
    if certain:
        verdict = Verdict.AGREES if shown else Verdict.CONTRADICTION
    elif told:
        verdict = Verdict.OPEN
    else:
        verdict = Verdict.GAP if shown else Verdict.AGREES
    return Answer(record, question, verdict, told)


def fails(record: Record, question: str) -> bool:
    """Whether the compiler does what findings speak of.

    Of ``torch.jit.script`` that is compiling: what compiles and raises when it is called does not
    count.
    """
    if question == "script":
        return record.status(question) == "fails"
    return bool(record.fails(question))


def _claims(finding: Finding, question: str) -> bool:
    """Whether a finding says that the compiler in question fails."""
    if question == "script":
        return finding.target is Target.SCRIPT
    if finding.target is not Target.COMPILE:
        return False
    if question == "sizes":
        return finding.default is Default.RECOMPILE
    if question == "fullgraph":
        return finding.fullgraph is Fullgraph.ERROR
    return finding.default in (Default.BREAK, Default.RAISES)


def counts(answers: Iterable[Answer]) -> Iterator[tuple[str, dict[Verdict, int]]]:
    """For each question that was asked how many answers came out how."""
    listed = list(answers)
    for question in QUESTIONS:
        own = [it.verdict for it in listed if it.question == question]
        if own:
            yield question, {verdict: own.count(verdict) for verdict in Verdict}
