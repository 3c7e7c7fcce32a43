"""Findings that say a model compiles again, held against the guards that failed.

Before a frame is compiled again, Dynamo tells for each compiled version which guard failed, newest
first (torch/_dynamo/guards.py, get_guard_fail_reason): ``0/2: n == 3  # for i in range(n):  #
net.py:16 in forward``. The newest one is what decides: older ones were made before sizes turned
dynamic. A guard on a tensor's size names no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gnnlint.finding import Finding, Verdict
from gnnlint.verify.matching import Judgement, is_at, is_reached, real, where
from gnnlint.verify.observation import Observation

_VERSION = re.compile(r"\s*(?P<frame>\d+)/(?P<version>\d+): ")
_PLACE = re.compile(r"# (?P<path>\S+\.py):(?P<line>\d+) in \S+")


@dataclass(frozen=True)
class _Failure:
    """A guard that failed, and the line that asked for it; the path is told from its end."""

    reason: str
    path: str = ""
    line: int = 0

    def at(self, paths: Iterable[str]) -> str | None:
        """Which of ``paths`` the line stands in."""
        return next((it for it in paths if self.path and _ends(it, self.path)), None)


def _ends(path: str, shown: str) -> bool:
    return real(path).endswith(f"/{shown}")


def judge_recompile(finding: Finding, observation: Observation) -> Judgement:
    """Whether a model compiles again, from the third size on, for the finding's line."""
    if not is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    judged = [recompile for recompile in observation.recompiles if recompile.judged]
    if not judged:
        return Judgement(Verdict.NOT_TESTABLE, "inputs() needs three sizes to show recompiles")
    again = [recompile for recompile in judged if recompile.compiles]
    if not again:
        return Judgement(Verdict.REFUTED, "no recompile from the third size on")
    counts = ", ".join(str(recompile.compiles) for recompile in observation.recompiles)
    failures = [it for recompile in again for it in _deciding(recompile.reasons)]
    own = next((it for it in failures if _speaks_of(it, finding)), None)
    if own is None and failures:
        own = next((it for it in failures if it.at(observation.reached) is None), None)
        if own is None:
            other = where(failures[0].path, failures[0].line)
            return Judgement(Verdict.MASKED, f"{other} makes it compile again first")
    says = f"compiles per size: {counts}" + (f"; {own.reason}" if own is not None else "")
    return Judgement(Verdict.CONFIRMED, says)


def _deciding(reasons: Iterable[str]) -> Iterator[_Failure]:
    """For each frame the failure of its newest version."""
    newest: dict[str, tuple[int, str]] = {}
    for reason in reasons:
        match = _VERSION.match(reason)
        frame, version = (match["frame"], int(match["version"])) if match else (reason, 0)
        if frame not in newest or version > newest[frame][0]:
            newest[frame] = (version, reason)
    for _, reason in newest.values():
        place = _PLACE.search(reason)
        yield _Failure(reason, place["path"], int(place["line"])) if place else _Failure(reason)


def _speaks_of(failure: _Failure, finding: Finding) -> bool:
    """Whether the guard comes of the finding's line, or of a call on the way to it."""
    paths = {finding.place.path, *(step.path for step in finding.trace)}
    path = failure.at(paths)
    if path is None:
        return False
    return is_at(finding.place, path, failure.line) or any(
        step.path == path and step.line == failure.line for step in finding.trace[1:]
    )
