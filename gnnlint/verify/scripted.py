"""Findings about ``torch.jit.script`` held against its errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gnnlint.finding import Certainty, Finding, Place, Step, Target, Verdict
from gnnlint.verify.matching import (
    Judgement,
    first_line,
    is_at,
    is_call_of,
    is_reached,
    real,
    touches,
)
from gnnlint.verify.observation import Observation, ScriptError
from gnnlint.verify.outline import outline_of

Ties = Mapping[int, Finding]
"""By an error's index the finding that explains it from another line than the error names."""


def judge_script(
    finding: Finding, observation: Observation, findings: Sequence[Finding], ties: Ties
) -> Judgement:
    """The verdict on one of the findings."""
    mode = observation.modes.get("script")
    if mode is None or mode.status == "skipped":
        return Judgement(Verdict.NOT_TESTABLE)
    errors = observation.script_errors
    for index, error in enumerate(errors):
        if ties.get(index) is finding or _means(error, finding, findings):
            return Judgement(Verdict.CONFIRMED, error.message)
    if _is_of_another_model(finding, observation):
        return Judgement(Verdict.NOT_REACHED)
    if mode.status == "ok":
        return Judgement(Verdict.REFUTED, "torch.jit.script accepts the model")
    if not errors:
        return Judgement(Verdict.NOT_TESTABLE, mode.error)
    if not observation.script_complete or _is_behind_error(finding, observation):
        first = first_line(errors[0].message)
        return Judgement(Verdict.MASKED, f"torch.jit.script stops before: {first}")
    return Judgement(Verdict.REFUTED, "torch.jit.script accepts this line")


def names(error: ScriptError, place: Place) -> bool:
    """True where the error, or what led to it, stands at the place."""
    return any(is_at(place, *at) for at in _places(error))


def _means(error: ScriptError, finding: Finding, findings: Sequence[Finding]) -> bool:
    """True where the error is the finding's own, of all that are made of its line."""
    if not names(error, finding.place):
        return False
    here = [it for it in findings if it.target is Target.SCRIPT and names(error, it.place)]
    underlined = [it for it in here if _is_underlined(it.place, error)]
    if underlined:
        return finding in underlined
    said = first_line(error.message).rstrip(":.")
    quoting = [it for it in here if said and said in it.message]
    return finding in quoting if quoting else True


def _is_underlined(place: Place, error: ScriptError) -> bool:
    """True where what the compiler underlines and the place share a column."""
    if not error.columns or error.path is None or real(place.path) != real(error.path):
        return False
    start, end = error.columns
    if not place.line <= (error.line or 0) <= place.end_line:
        return False
    first = place.column if place.line == error.line else 0
    return first < end and (place.end_line != error.line or place.end_column > start)


def _places(error: ScriptError) -> Iterator[tuple[str, int]]:
    if error.path is not None and error.line is not None:
        yield error.path, error.line
    for lead in error.leads:
        yield lead.path, lead.line


def tie_script(observation: Observation, findings: Sequence[Finding]) -> Ties:
    """Explain the errors whose own line has no finding.

    An error about a signature, a hook or a comment names the call instead; and where the frontend
    itself crashes it names no line at all.
    """
    scripted = [
        it for it in findings if it.target is Target.SCRIPT and touches(observation, it.place.path)
    ]
    ties: dict[int, Finding] = {}
    for index, error in enumerate(observation.script_errors):
        if any(names(error, it.place) for it in scripted):
            continue
        tied = _explanation(error, observation, scripted)
        if tied is not None:
            ties[index] = tied
    return ties


def _explanation(
    error: ScriptError, observation: Observation, scripted: Sequence[Finding]
) -> Finding | None:
    places = list(_places(error))
    if places:
        possible = [it for it in scripted if any(is_call_of(it, *at) for at in places)]
    elif error.leaf is None and not error.doubtful:
        possible = [
            it
            for it in scripted
            if not any(names(other, it.place) for other in observation.script_errors)
        ]
    else:
        return None
    certain = [it for it in possible if it.certainty is Certainty.CERTAIN]
    if certain:
        return certain[0]
    return possible[0] if len(possible) == 1 else None


def _is_of_another_model(finding: Finding, observation: Observation) -> bool:
    """True where only others lead to the line: this one's compiler had nothing to say of it."""
    if not finding.entry_points or observation.is_entry(finding.entry_points):
        return False
    return not is_reached(finding.place, observation)


def _is_behind_error(finding: Finding, observation: Observation) -> bool:
    """True where a function on the way to the finding was left out to get past its own error."""
    failed = {(real(error.path), error.symbol) for error in observation.script_errors if error.path}
    place = finding.place
    way = [Step(place.path, place.line, finding.symbol), *finding.trace]
    return any(
        (real(step.path), outline_of(step.path).symbol(step.line) or step.symbol) in failed
        for step in way
    )
