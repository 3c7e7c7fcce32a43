"""Refutations that hold only of the versions that ran: findings may be judged by others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gnnlint.finding import Finding, Verdict


def left_open(
    findings: Iterable[Finding], running: Iterable[Finding], judged_by: str, ran: str
) -> list[Finding]:
    """The findings, none of them refuted where what ran is known to do otherwise.

    Args:
        findings: with verdicts, judged by the versions that the project requires.
        running: what is found in the same files for the versions that ran.
        judged_by: what ``findings`` are of, "torch 2.5".
        ran: what ran instead, "torch 2.13".
    """
    claims = {_site(it): _claim(it) for it in running}
    apart = f"{judged_by}, and {ran} ran"
    return [it if claims.get(_site(it)) == _claim(it) else _left_open(it, apart) for it in findings]


def _site(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.place, finding.target


def _claim(finding: Finding) -> tuple[object, ...]:
    return finding.default, finding.fullgraph, finding.script


def _left_open(finding: Finding, apart: str) -> Finding:
    """The finding without its refuted half, or without the verdict where that is all it claims."""
    if finding.is_half_refuted:
        told = f"by default; what is said of fullgraph=True is of {apart}: {finding.compiler_says}"
        return replace(finding, fullgraph_verdict=Verdict.NOT_TESTABLE, compiler_says=told)
    if finding.verdict is Verdict.REFUTED:
        told = f"this is said of {apart}: {finding.compiler_says}"
        return replace(
            finding,
            verdict=Verdict.NOT_TESTABLE,
            fullgraph_verdict=finding.fullgraph_verdict and Verdict.NOT_TESTABLE,
            compiler_says=told,
        )
    return finding
