"""Merging: one finding for what several traces found at one place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import TypeAlias

from gnnlint.finding import (
    Certainty,
    Default,
    EntryPoint,
    Finding,
    Fullgraph,
    Place,
    Related,
    Target,
)
from gnnlint.frozen import replace
from gnnlint.premise import either, exclude

Claim: TypeAlias = tuple[Place, str, Target, str]


def claim_of(finding: Finding) -> Claim:
    """What makes two findings the same one; of failures also whose code failed."""
    return finding.place, finding.code, finding.target, finding.failed_rule


_DEFAULT_RANK = (Default.BREAK, Default.RAISES, Default.RECOMPILE, Default.MASKED, Default.CLEAN)


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for what several entry points, paths or loop rounds found at one place."""
    found: dict[Claim, Finding] = {}
    for it in findings:
        key = claim_of(it)
        found[key] = _merge(found[key], it) if key in found else it
    return _one_claim(found.values())


def _one_claim(findings: Iterable[Finding]) -> list[Finding]:
    """Different rules may claim one place on different paths: the surest, gravest stays.

    Those whose premises exclude each other each speak of a case of their own, and what compiles
    again does so beside what breaks: ``for it in x.tolist()``. The failures of several rules' code
    are several.
    """
    best: dict[tuple[Place, Target, bool, str], list[Finding]] = {}
    for it in findings:
        again = it.default is Default.RECOMPILE
        cases = best.setdefault((it.place, it.target, again, it.failed_rule), [])
        alike = next((i for i, case in enumerate(cases) if not _apart(case, it)), None)
        if alike is None:
            cases.append(it)
        else:
            cases[alike] = _graver_claim(cases[alike], it)
    return [it for cases in best.values() for it in cases]


def _apart(first: Finding, second: Finding) -> bool:
    """Whether the two never hold together."""
    if first.premise is None or second.premise is None:
        return False
    pairs = product(first.premise.alternatives, second.premise.alternatives)
    return all(exclude((*one, *other)) for one, other in pairs)


def _graver_claim(first: Finding, second: Finding) -> Finding:
    """One of two rules' claims; what plain torch.compile does there is told all the same."""
    kept, other = (second, first) if _weight(second) > _weight(first) else (first, second)
    kept = replace(kept, first=kept.first or other.first)
    if kept.default is not Default.CLEAN or other.certainty is not kept.certainty:
        return kept
    return replace(
        kept,
        default=other.default,
        masked_by=other.masked_by,
        runs_eagerly=other.runs_eagerly,
        gb_types=tuple(dict.fromkeys((*other.gb_types, *kept.gb_types))),
    )


def _weight(finding: Finding) -> tuple[bool, int, int]:
    return (
        finding.certainty is Certainty.CERTAIN,
        finding.severity.rank,
        -_DEFAULT_RANK.index(finding.default),
    )


def _merge(first: Finding, second: Finding) -> Finding:
    if _complete(first, second) and _effects(first) != _effects(second):
        first, second = _in_any_case(first, second)
    surer = _surer(first, second)
    graver = _graver(first, second)
    entries = tuple(dict.fromkeys((*first.entry_points, *second.entry_points)))
    premise = surer.premise
    if first.premise is not None and second.premise is not None:
        made = first.as_made is not second.as_made and first.entry_points == second.entry_points
        premise = surer.premise if made else either(first.premise, second.premise)
    return replace(
        surer,
        certainty=Certainty.CERTAIN if premise is None else Certainty.CONDITIONAL,
        as_made=first.as_made or second.as_made,
        first=first.first or second.first,
        default=graver.default,
        masked_by=graver.masked_by,
        runs_eagerly=first.runs_eagerly or second.runs_eagerly,
        entry_points=entries,
        trace=min((first.trace, second.trace), key=len),
        premise=premise,
        related=_related(surer, (first, second)),
    )


def _complete(first: Finding, second: Finding) -> bool:
    """Whether one of two cases that exclude each other always holds."""
    if first.premise is None or second.premise is None or not _apart(first, second):
        return False
    return either(first.premise, second.premise) is None


def _effects(finding: Finding) -> tuple[Default, Fullgraph]:
    return finding.default, finding.fullgraph


def _in_any_case(first: Finding, second: Finding) -> tuple[Finding, Finding]:
    """What can be said of one of two cases: what is true of both, else of the graver in its case.

    A layer may be one of two that break alike, of which ``fullgraph=True`` captures one.
    """
    graver, milder = sorted((first, second), key=_weight, reverse=True)
    if graver.default is not milder.default:
        return graver, graver
    return replace(milder, premise=first.premise), replace(milder, premise=second.premise)


AS_MADE = frozenset({"made", "called"})
"""Roles of the places that say of which model, as made, a finding holds."""


def _related(surer: Finding, both: tuple[Finding, Finding]) -> tuple[Related, ...]:
    """The places of both; what makes or calls the model only where nothing holds without it."""
    places = dict.fromkeys(it for each in (surer, *both) for it in each.related)
    made = [it for it in places if it.role in AS_MADE]
    certain = [it for it in both if it.premise is None]
    if all(map(_names_model, certain or [surer])):
        return tuple(it for it in places if it not in made[1:])
    return tuple(it for it in places if it not in made)


def _names_model(finding: Finding) -> bool:
    return any(it.role in AS_MADE for it in finding.related)


def _surer(first: Finding, second: Finding) -> Finding:
    """The one that says more; a condition says more than a way that nothing is known to lead to."""
    for one, other in ((first, second), (second, first)):
        if one.premise is not None and other.undecided:
            return one
    both = first.premise is not None and second.premise is not None
    if both and first.as_made is not second.as_made:
        return first if first.as_made else second
    return first if _weight(first) >= _weight(second) else second


def _graver(first: Finding, second: Finding) -> Finding:
    """The one whose default effect is graver; of one model, the one as it is made."""
    both = (first, second)
    if first.entry_points == second.entry_points and first.as_made is not second.as_made:
        return next(it for it in both if it.as_made)
    return min(both, key=lambda it: _DEFAULT_RANK.index(it.default))


def by_entry_point(
    found: Iterable[tuple[EntryPoint | None, Finding]],
) -> dict[EntryPoint | None, tuple[Finding, ...]]:
    """What each entry point shows by itself: the surest word for one need not hold for another."""
    grouped: dict[EntryPoint | None, list[Finding]] = {}
    for entry, it in found:
        grouped.setdefault(entry, []).append(it)
    return {entry: tuple(merge(own)) for entry, own in grouped.items()}
