"""Merging: one finding for what several traces found at one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from gnnlint.finding import Certainty, Default, Finding, Place, Target
from gnnlint.premise import either

Claim: TypeAlias = tuple[Place, str, Target]


def claim_of(finding: Finding) -> Claim:
    """What makes two findings the same one."""
    return finding.place, finding.code, finding.target


_DEFAULT_RANK = (Default.BREAK, Default.RAISES, Default.RECOMPILE, Default.MASKED, Default.CLEAN)


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for what several entry points, paths or loop rounds found at one place."""
    found: dict[Claim, Finding] = {}
    for it in findings:
        key = claim_of(it)
        found[key] = _merge(found[key], it) if key in found else it
    return _one_claim(found.values())


def _one_claim(findings: Iterable[Finding]) -> list[Finding]:
    """Different rules may claim one place on different paths: the surest, gravest stays."""
    best: dict[tuple[Place, Target], Finding] = {}
    for it in findings:
        key = (it.place, it.target)
        if key not in best or _weight(it) > _weight(best[key]):
            best[key] = it
    return list(best.values())


def _weight(finding: Finding) -> tuple[bool, int, int]:
    return (
        finding.certainty is Certainty.CERTAIN,
        finding.severity.rank,
        -_DEFAULT_RANK.index(finding.default),
    )


def _merge(first: Finding, second: Finding) -> Finding:
    surer = _surer(first, second)
    graver = _graver(first, second)
    entries = tuple(dict.fromkeys((*first.entry_points, *second.entry_points)))
    premise = surer.premise
    if first.premise is not None and second.premise is not None:
        premise = either(first.premise, second.premise)
    return replace(
        surer,
        certainty=Certainty.CERTAIN if premise is None else Certainty.CONDITIONAL,
        as_made=first.as_made or second.as_made,
        default=graver.default,
        masked_by=graver.masked_by,
        runs_eagerly=first.runs_eagerly or second.runs_eagerly,
        entry_points=entries,
        trace=min((first.trace, second.trace), key=len),
        premise=premise,
        related=tuple(dict.fromkeys((*surer.related, *first.related, *second.related))),
    )


def _surer(first: Finding, second: Finding) -> Finding:
    """The one that says more; a condition says more than a way that nothing is known to lead to."""
    for one, other in ((first, second), (second, first)):
        if one.premise is not None and other.undecided:
            return one
    return first if _weight(first) >= _weight(second) else second


def _graver(first: Finding, second: Finding) -> Finding:
    """The one whose default effect is graver; of one model, the one as it is made."""
    both = (first, second)
    if first.entry_points == second.entry_points and first.as_made is not second.as_made:
        return next(it for it in both if it.as_made)
    return min(both, key=lambda it: _DEFAULT_RANK.index(it.default))


def by_entry_point(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """What each entry point shows by itself: the surest word for one need not hold for another."""
    grouped: dict[str, list[Finding]] = {}
    for it in findings:
        for entry in it.entry_points or ("",):
            grouped.setdefault(entry, []).append(it)
    return {entry: tuple(merge(own)) for entry, own in grouped.items()}
