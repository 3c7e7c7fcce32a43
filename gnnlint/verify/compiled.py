"""Findings about ``torch.compile`` held against what it did."""

from __future__ import annotations

from collections.abc import Sequence

from gnnlint.finding import Certainty, Default, Finding, Fullgraph, Target, Verdict
from gnnlint.verify.matching import (
    Judgement,
    break_before,
    first_line,
    is_at,
    is_call_of,
    is_reached,
    masked,
    masked_by,
    masker_of,
    site_at,
    touches,
    where,
    words_of,
)
from gnnlint.verify.observation import Mode, Observation, Site
from gnnlint.verify.recompiled import judge_recompile


def judge_compile(
    finding: Finding, observation: Observation, findings: Sequence[Finding], tied: Finding | None
) -> Judgement:
    """The verdict on one finding; ``tied`` is the one that ``tie_fullgraph`` names."""
    eager = observation.modes.get("eager")
    if eager is None or eager.status != "ok":
        return _judge_without_eager(finding, eager)
    if finding.default is Default.RAISES:
        default = _judge_raises(finding, observation)
    elif finding.default is Default.RECOMPILE:
        default = judge_recompile(finding, observation)
    elif finding.default is Default.MASKED:
        return _judge_masked(finding, observation)
    elif finding.default is Default.BREAK:
        default = _judge_break(finding, observation)
    elif finding.fullgraph is Fullgraph.CLEAN:
        return Judgement(Verdict.NOT_TESTABLE)
    else:
        default = None
    if default is not None and default.verdict is not Verdict.CONFIRMED:
        return default
    return _both(default, _judge_fullgraph(finding, observation, findings, tied))


def _both(default: Judgement | None, fullgraph: Judgement) -> Judgement:
    """The verdict on a finding by those on its halves.

    Where the compiler bears the default out, the break is real: a wrong word about fullgraph=True
    is told beside it, and refutes only a finding that claims nothing else.
    """
    said = fullgraph if default is None or fullgraph.verdict is Verdict.REFUTED else default
    verdict = fullgraph.verdict if default is None else default.verdict
    return Judgement(verdict, said.says, fullgraph.verdict)


def _judge_without_eager(finding: Finding, eager: Mode | None) -> Judgement:
    """What raises without a compiler raises with one: a finding that says so is borne out."""
    if eager is None or not eager.error:
        return Judgement(Verdict.NOT_TESTABLE)
    place = eager.error_place
    if finding.default is Default.RAISES and place is not None:
        at = (place.path, place.line)
        if is_at(finding.place, *at) or is_call_of(finding, *at):
            return Judgement(Verdict.CONFIRMED, first_line(eager.error))
    return Judgement(Verdict.NOT_TESTABLE, f"the model does not run: {eager.error}")


def _judge_break(finding: Finding, observation: Observation) -> Judgement:
    site = site_at(finding, observation.default_sites)
    if site is not None:
        return Judgement(Verdict.CONFIRMED, words_of(site))
    mode = observation.modes.get("default")
    if mode is None or mode.status in ("skipped", "raises"):
        return Judgement(Verdict.NOT_TESTABLE, mode.error if mode else None)
    if not is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    return masked(finding.place, observation) or Judgement(
        Verdict.REFUTED, "torch.compile does not break the graph here"
    )


def _judge_masked(finding: Finding, observation: Observation) -> Judgement:
    site = site_at(finding, observation.sites)
    if site is not None:
        return Judgement(Verdict.CONFIRMED, words_of(site))
    if not is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    masker = finding.masked_by
    if masker is not None and any(is_at(masker, s.path, s.line) for s in observation.sites):
        return masked_by(masker.path, masker.line)
    return Judgement(Verdict.NOT_TESTABLE, "the break that masks it did not show")


def _judge_raises(finding: Finding, observation: Observation) -> Judgement:
    if not is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    mode = observation.modes.get("default")
    if mode is None or mode.status == "skipped":
        return Judgement(Verdict.NOT_TESTABLE)
    if mode.status != "raises":
        return Judgement(Verdict.REFUTED, "torch.compile does not raise")
    place = mode.error_place
    if place is None or is_at(finding.place, place.path, place.line):
        return Judgement(Verdict.CONFIRMED, first_line(mode.error or ""))
    return Judgement(Verdict.MASKED, f"torch.compile raises at {where(place.path, place.line)}")


def _judge_fullgraph(
    finding: Finding, observation: Observation, findings: Sequence[Finding], tied: Finding | None
) -> Judgement:
    """Hold the finding's word about ``fullgraph=True`` against it, once its default stands."""
    mode = observation.modes.get("fullgraph")
    if mode is None or mode.status == "skipped":
        return Judgement(Verdict.NOT_TESTABLE)
    site = site_at(finding, observation.fullgraph_sites)
    if finding.fullgraph is not Fullgraph.ERROR:
        return _judge_captured(finding, observation, findings, site)
    if site is not None:
        return Judgement(Verdict.CONFIRMED, words_of(site))
    if finding is tied:
        return Judgement(Verdict.CONFIRMED, first_line(mode.error or ""))
    if mode.status == "raises":
        return Judgement(Verdict.NOT_TESTABLE, mode.error)
    breaks = site_at(finding, observation.default_sites) is not None
    if not breaks and not is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    if mode.status == "ok":
        return Judgement(Verdict.REFUTED, "fullgraph=True passes")
    if not _goes_on(observation):
        return Judgement(Verdict.NOT_TESTABLE, "fullgraph=True fails at another line")
    if masker_of(finding.place, observation, ("capture",)) is not None:
        return Judgement(Verdict.MASKED)
    before = break_before(finding, observation, "capture")
    if before is not None and not breaks:
        # The next graph is given what the data decided as a plain number.
        says = f"fullgraph=True fails before, at {where(before.path, before.line)}"
        return Judgement(Verdict.NOT_TESTABLE, says)
    says = "fullgraph=True fails at another line; here it captures, with both capture flags on"
    return Judgement(Verdict.REFUTED, says)


def _judge_captured(
    finding: Finding, observation: Observation, findings: Sequence[Finding], site: Site | None
) -> Judgement:
    """The verdict on a finding that says ``fullgraph=True`` passes where the default does not."""
    if site is not None and _contradicts(finding, site, findings):
        return Judgement(Verdict.REFUTED, f"fullgraph=True fails here too: {words_of(site)}")
    if observation.status("fullgraph") == "ok" or (site is None and _goes_on(observation)):
        return Judgement(Verdict.CONFIRMED)
    return Judgement(Verdict.NOT_TESTABLE, "fullgraph=True fails at another line")


def _goes_on(observation: Observation) -> bool:
    """Whether lines behind the one that ``fullgraph=True`` fails at first were looked at."""
    return observation.status("capture") in ("ok", "breaks")


def _contradicts(finding: Finding, site: Site, findings: Sequence[Finding]) -> bool:
    """False where another cause at the same line accounts for the failure."""
    if finding.gb_types and site.gb_id and site.gb_id not in finding.gb_types:
        return False
    return not any(
        other.fullgraph is Fullgraph.ERROR and is_at(other.place, site.path, site.line)
        for other in findings
        if other.target is Target.COMPILE
    )


def tie_fullgraph(observation: Observation, findings: Sequence[Finding]) -> Finding | None:
    """The finding that explains why ``fullgraph=True`` fails where the error names no line.

    Some refusals are about what leaves the graph, and name no line. The first finding that says
    ``fullgraph=True`` fails is their cause; best one that no other event confirms.
    """
    if not any(not site.placed for site in observation.fullgraph_sites):
        return None
    placed = [site for site in observation.fullgraph_sites if site.placed]
    possible = [it for it in findings if _may_explain(it, observation)]
    return min(
        possible,
        key=lambda it: (site_at(it, placed) is not None, it.certainty is not Certainty.CERTAIN),
        default=None,
    )


def _may_explain(finding: Finding, observation: Observation) -> bool:
    if finding.target is not Target.COMPILE or finding.fullgraph is not Fullgraph.ERROR:
        return False
    if not touches(observation, finding.place.path):
        return False
    if finding.default is Default.BREAK:
        return site_at(finding, observation.default_sites) is not None
    return is_reached(finding.place, observation)
