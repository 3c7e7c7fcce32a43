"""What can be done about a finding: silence it here, go where its remedy goes, read its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lsprotocol import types

from gnnlint.finding import Finding, Place
from gnnlint.noqa import BEYOND, Edit, ignoring, without
from gnnlint.report.message import remedy_place
from gnnlint.server.commands import OPEN, READ
from gnnlint.server.diagnostics import diagnostic
from gnnlint.server.outcome import Outcome
from gnnlint.server.positions import Positions, overlap
from gnnlint.source import Source
from gnnlint.suppression import NOQA, OURS, is_unused

_NAMED = re.compile("`([^`]+)`")
"""The codes that suppress nothing, in the words of the finding."""


def actions(
    outcome: Outcome,
    source: Source,
    params: types.CodeActionParams,
    version: int | None,
    positions: Positions,
) -> list[types.CodeAction]:
    """The actions for the findings in a range; none where the text has changed since.

    Args:
        outcome: what was found in the document.
        source: the document as it is now.
        params: what the client asks for.
        version: of the document now.
        positions: turns places into ranges.
    """
    if list(outcome.lines) != list(source.lines):
        return []
    only = params.context.only
    found: list[types.CodeAction] = []
    for finding in outcome.findings:
        if overlap(positions.range_of(finding.place, outcome.lines), params.range):
            found += _of(finding, outcome, source, params, version, positions)
    return [it for it in found if only is None or any(_is_kind(it, kind) for kind in only)]


def _is_kind(action: types.CodeAction, wanted: str) -> bool:
    kind = str(getattr(action.kind, "value", action.kind) or "")
    wanted = str(getattr(wanted, "value", wanted))
    return kind == wanted or kind.startswith(f"{wanted}.") or not wanted


def _of(
    finding: Finding,
    outcome: Outcome,
    source: Source,
    params: types.CodeActionParams,
    version: int | None,
    positions: Positions,
) -> Iterator[types.CodeAction]:
    shown = [diagnostic(finding, outcome, positions)]
    uri = params.text_document.uri

    def edited(title: str, edit: Edit) -> types.CodeAction:
        place = Place("", edit.line, edit.column, edit.line, edit.end_column)
        where = types.Range(
            positions.position(source.lines, place.line, place.column),
            positions.position(source.lines, place.line, place.end_column),
        )
        document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        change = types.TextDocumentEdit(document, [types.TextEdit(where, edit.text)])
        return types.CodeAction(
            title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=shown,
            edit=types.WorkspaceEdit(document_changes=[change]),
        )

    if is_unused(finding):
        codes = _NAMED.findall(finding.message)
        rest = without(source, finding.place, codes)
        yield edited(_removing(finding.place, rest, codes), rest)
    elif finding.code not in BEYOND:
        silenced = ignoring(source, finding.place.line, finding.code)
        if silenced is not None:
            yield edited(f"Silence {finding.code} here: # gnnlint: ignore", silenced)
    place = remedy_place(finding)
    location = positions.location(place, outcome.lines_of(place.path)) if place else None
    if place is not None and location is not None and place.line != finding.place.line:
        title = f"Go to where the remedy goes, line {place.line}"
        yield _commanding(title, shown, OPEN, [location.uri, _as_json(location.range)])
    if finding.url:
        title = f"Read about {finding.code} ({finding.name})"
        yield _commanding(title, shown, READ, [finding.url])


def _removing(place: Place, edit: Edit, codes: Sequence[str]) -> str:
    """What an edit of the comment at ``place`` does: other codes in it may stay."""
    if any(it.match(edit.text, place.column - 1) for it in (NOQA, OURS)):
        return f"Take {', '.join(codes)} out of the comment: it suppresses nothing here"
    return "Remove the comment that suppresses nothing"


def _commanding(
    title: str, shown: Sequence[types.Diagnostic], command: str, arguments: Sequence[object]
) -> types.CodeAction:
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=list(shown),
        command=types.Command(title, command, arguments=list(arguments)),
    )


def _as_json(where: types.Range) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": where.start.line, "character": where.start.character},
        "end": {"line": where.end.line, "character": where.end.character},
    }
