"""Findings that say a model compiles again, held against the guards that failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gnnlint.finding import Default, Finding, Verdict
from gnnlint.verify.guards import Failure, deciding, failure_of
from gnnlint.verify.matching import Judgement, is_at, is_reached, masked, real, where
from gnnlint.verify.observation import Observation, Recompile


def judge_recompile(finding: Finding, observation: Observation) -> Judgement:
    """Whether a model compiles again, from the third size on, for the finding's line."""
    if not is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    judged = [recompile for recompile in observation.recompiles if recompile.judged]
    if not judged:
        return Judgement(Verdict.NOT_TESTABLE, "inputs() needs three sizes to show recompiles")
    again = [recompile for recompile in judged if recompile.again]
    if not again and any(recompile.reasons for recompile in judged):
        return Judgement(Verdict.NOT_TESTABLE, "too few of the sizes reach what compiles again")
    if not again:
        return masked(finding.place, observation) or Judgement(
            Verdict.REFUTED, "no recompile from the third size on"
        )
    counts = ", ".join(str(recompile.compiles) for recompile in observation.recompiles)
    failures = [it for recompile in again for it in deciding(recompile.reasons)]
    own = next((it for it in failures if _speaks_of(it, finding)), None)
    if own is None and failures:
        own = next((it for it in failures if _file_of(it, observation.reached) is None), None)
        if own is None:
            other = where(failures[0].path, failures[0].line)
            return Judgement(Verdict.MASKED, f"{other} makes it compile again first")
    own = _told_of_line(finding, again) or own
    says = f"compiles per size: {counts}" + (f"; {own.reason}" if own is not None else "")
    return Judgement(Verdict.CONFIRMED, says)


def _told_of_line(finding: Finding, again: Iterable[Recompile]) -> Failure | None:
    """A guard that comes of the finding's line, be it of an older version: most say of sizes alone
    that they differ.
    """
    failures = (failure_of(reason) for recompile in again for reason in recompile.reasons)
    return next((it for it in failures if _speaks_of(it, finding)), None)


@dataclass(frozen=True)
class Again:
    """What made frames compile a third time; where Dynamo names a line of the user's, that."""

    failure: Failure
    goes_on: bool  # whether the last size was compiled for too
    path: str = ""
    line: int = 0


def unpredicted_recompiles(
    observation: Observation, findings: Iterable[Finding]
) -> Iterator[Again]:
    """What makes the model compile again that none of the findings about recompiles tells."""
    told = [it for it in findings if it.default is Default.RECOMPILE]
    is_told = any(judge_recompile(it, observation).verdict is Verdict.CONFIRMED for it in told)
    found: dict[tuple[str, object], Again] = {}
    for recompile in observation.recompiles:
        if not recompile.judged:
            continue
        last = recompile is observation.recompiles[-1]
        for failure in deciding(recompile.reasons):
            path = _file_of(failure, (observation.path, *observation.reached))
            if failure.version == 0 or any(_speaks_of(failure, it) for it in told):
                continue
            if path is not None:
                found[path, failure.line] = Again(failure, last, path, failure.line)
            elif not is_told:
                found["", failure.guard] = Again(failure, last)
    yield from found.values()


def _speaks_of(failure: Failure, finding: Finding) -> bool:
    """Whether the guard comes of the finding's line, or of a call on the way to it."""
    paths = {finding.place.path, *(step.path for step in finding.trace)}
    path = _file_of(failure, paths)
    if path is None:
        return False
    return is_at(finding.place, path, failure.line) or any(
        step.path == path and step.line == failure.line for step in finding.trace[1:]
    )


def _file_of(failure: Failure, paths: Iterable[str]) -> str | None:
    """Which of ``paths`` the guard's line stands in."""
    shown = f"/{failure.path}"
    return next((it for it in paths if failure.path and real(it).endswith(shown)), None)
