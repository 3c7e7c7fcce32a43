"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from gnnlint.finding import Finding, Place, Related, Severity, Step
from gnnlint.report import verdict
from gnnlint.report.message import callers, headline
from gnnlint.server.outcome import Outcome
from gnnlint.server.positions import Positions
from gnnlint.suppression import is_unused

SOURCE = "gnnlint"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_DEPRECATED = frozenset({"GNN501", "GNN502"})
"""Rules about functions that PyG is about to drop."""

_ROLES = {
    "remedy": "the remedy goes here",
    "made": "the model is made here",
    "called": "the compiled code is called here",
}


def diagnostics(outcome: Outcome, positions: Positions) -> list[types.Diagnostic]:
    """The findings of a document."""
    return [diagnostic(finding, outcome, positions) for finding in outcome.findings]


def diagnostic(finding: Finding, outcome: Outcome, positions: Positions) -> types.Diagnostic:
    """One finding: what happens, what the compilers do, what to write instead."""
    return types.Diagnostic(
        range=positions.range_of(finding.place, outcome.lines),
        message=_message(finding),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(finding.url) if finding.url else None,
        source=SOURCE,
        tags=_tags(finding),
        related_information=list(_related(finding, outcome, positions)),
        data={"fingerprint": finding.fingerprint, "name": finding.name},
    )


def _message(finding: Finding) -> str:
    lines = [headline(finding)]
    if effect := verdict.of_finding(finding):
        lines.append(effect)
    if finding.remedy:
        lines.append(f"instead: {finding.remedy}")
    return "\n".join(lines)


def _tags(finding: Finding) -> list[types.DiagnosticTag]:
    if is_unused(finding):
        return [types.DiagnosticTag.Unnecessary]
    return [types.DiagnosticTag.Deprecated] if finding.code in _DEPRECATED else []


def _related(
    finding: Finding, outcome: Outcome, positions: Positions
) -> Iterator[types.DiagnosticRelatedInformation]:
    """The way from the entry point to the line, where the remedy goes, what masks it."""
    steps = callers(finding)
    places = [(_line(step), _reached(step, step is steps[0])) for step in steps]
    places += [(it.place, _role(it)) for it in finding.related]
    if finding.masked_by is not None:
        places.append((finding.masked_by, "this break masks it: the function runs uncompiled"))
    for place, message in places:
        location = positions.location(place, outcome.lines_of(place.path))
        if location is not None:
            yield types.DiagnosticRelatedInformation(location, message)


def _line(step: Step) -> Place:
    return Place(step.path, step.line, 1, step.line, 1)


def _reached(step: Step, is_first: bool) -> str:
    return f"reached from {step.symbol}" if is_first else f"through {step.symbol}"


def _role(related: Related) -> str:
    return _ROLES.get(related.role, related.message)
