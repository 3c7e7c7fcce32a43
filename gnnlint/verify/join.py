"""Findings held against what the compilers showed. Pure: no torch, no processes.

A finding is confirmed by a compiler event at its own line, refuted where the line ran and the
compiler did otherwise than the finding says, and neither where an earlier event hides the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gnnlint.finding import Finding, Target, Verdict
from gnnlint.verify.compiled import judge_compile, tie_fullgraph
from gnnlint.verify.holding import unless_open
from gnnlint.verify.matching import Judgement, first_line, touches
from gnnlint.verify.observation import Observation
from gnnlint.verify.scripted import Ties, judge_script, tie_script
from gnnlint.verify.unpredicted import finished, unpredicted

#: When several models reach one line, the first of these that any of them gives is the verdict.
_STRENGTH = (
    Verdict.CONFIRMED,
    Verdict.REFUTED,
    Verdict.MASKED,
    Verdict.NOT_REACHED,
    Verdict.NOT_TESTABLE,
)


_SILENT = (Verdict.NOT_REACHED, Verdict.NOT_TESTABLE)


@dataclass(frozen=True)
class _Case:
    """An observation, and which findings explain the events that name another line, or none."""

    observation: Observation
    findings: Sequence[Finding]
    fullgraph: Finding | None
    script: Ties

    @staticmethod
    def of(observation: Observation, findings: Sequence[Finding]) -> _Case:
        fullgraph = tie_fullgraph(observation, findings)
        return _Case(observation, findings, fullgraph, tie_script(observation, findings))

    def speaks_of(self, finding: Finding) -> bool:
        """Whether it saw anything of the finding's file, or should have: the model leads there."""
        is_entry = self.observation.is_entry(finding.entry_points)
        return is_entry or touches(self.observation, finding.place.path)

    def judge(self, finding: Finding) -> Judgement:
        """What the observation says of the finding."""
        return unless_open(self._claim(finding), finding, self.observation)

    def _claim(self, finding: Finding) -> Judgement:
        """What it says of the finding, were its condition known to hold."""
        if self.observation.error is not None:
            return Judgement(Verdict.NOT_TESTABLE, first_line(self.observation.error))
        if finding.target is Target.SCRIPT:
            return judge_script(finding, self.observation, self.findings, self.script)
        if finding.target is Target.COMPILE:
            return judge_compile(finding, self.observation, self.findings, self.fullgraph)
        return Judgement(Verdict.NOT_TESTABLE)


def join(
    findings: Iterable[Finding], observations: Sequence[Observation], *, root: Path | None = None
) -> list[Finding]:
    """Every finding with its verdict, then what only the compilers saw, as GNN9xx.

    A finding in a file that no observed model touches or leads to keeps its verdict as it was:
    nothing was observed of it. ``root`` is what fingerprints see paths from; by default the
    project's root.
    """
    findings = list(findings)
    cases = [_Case.of(observation, findings) for observation in observations]
    seen = [each.in_training for each in observations]
    trained = [_Case.of(each, findings) for each in seen if each is not None]
    judged = [_judged(finding, cases, trained) for finding in findings]
    return judged + finished(_each_once(_unpredicted(cases)), root)


def _judged(finding: Finding, cases: Sequence[_Case], trained: Sequence[_Case]) -> Finding:
    """The finding with the verdict of the model that shows most; of like ones, of its own."""
    judgements = [
        (case.judge(finding), case.observation.is_entry(finding.entry_points))
        for case in cases
        if case.speaks_of(finding)
    ]
    for case in trained:  # it adds what shows in train mode; what does not, shows in eval mode
        if case.speaks_of(finding):
            told = case.judge(finding)
            if told.verdict not in _SILENT:
                judgements.append((told, case.observation.is_entry(finding.entry_points)))
    if not judgements:
        return finding
    best, _ = min(judgements, key=_weight)
    return replace(
        finding,
        verdict=best.verdict,
        fullgraph_verdict=best.fullgraph,
        compiler_says=best.says,
    )


def _weight(told: tuple[Judgement, bool]) -> tuple[int, bool, int]:
    """What comes first: an event; then why the finding's own model shows none."""
    judgement, own = told
    strength = _STRENGTH.index(judgement.verdict)
    return (len(_STRENGTH) if judgement.verdict in _SILENT else strength, not own, strength)


def _unpredicted(cases: Sequence[_Case]) -> Iterator[Finding]:
    """What only the compilers saw of each model; in train mode, what shows there alone."""
    for case in cases:
        yield from unpredicted(case.observation, case.findings, case.fullgraph, case.script)
    for case in cases:
        own = {(site.path, site.line) for site in case.observation.training_sites}
        view = case.observation.in_training
        for finding in unpredicted(view, case.findings, None, {}) if view and own else ():
            if (finding.place.path, finding.place.line) in own:
                yield replace(finding, message=f"{finding.message} (in train mode)")


def _each_once(findings: Iterable[Finding]) -> list[Finding]:
    """Those that several models show at one line once."""
    found: dict[tuple[object, ...], Finding] = {}
    for it in findings:
        found.setdefault((it.code, it.place, it.gb_types, it.message), it)
    return list(found.values())


def verdict_of_model(observation: Observation) -> str:
    """In words: what a user can expect of ``torch.compile`` on this model."""
    if observation.error is not None:
        return "cannot be built"
    eager, default = observation.modes.get("eager"), observation.modes.get("default")
    if eager is not None and eager.status != "ok":
        return "eager fails"
    if default is None or default.status == "skipped":
        return "not compiled"
    if default.status == "raises":
        return "compile raises"
    fullgraph = observation.status("fullgraph")
    if default.status == "breaks":
        if default.graphs == 0:
            return "runs eager"
        return "breaks by default, captured under fullgraph" if fullgraph == "ok" else "breaks"
    if fullgraph not in ("ok", None, "skipped"):
        return "fails under fullgraph"
    return "breaks in train mode" if observation.training_sites else "ready"
