"""What a hover shows: the rule behind a finding, or behind a code in a comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lsprotocol import types

from gnnlint.finding import Place
from gnnlint.server.codes import mentions
from gnnlint.server.outcome import Outcome
from gnnlint.server.positions import Positions, overlap

Page = Callable[[str], str | None]


def hover(
    outcome: Outcome,
    lines: Sequence[str],
    at: types.Position,
    positions: Positions,
    page: Page,
    kind: types.MarkupKind,
) -> types.Hover | None:
    """The text at a position.

    Args:
        outcome: what was found in the document.
        lines: the document as it is now.
        at: where.
        positions: turns places into ranges.
        page: the text of a rule, by its code.
        kind: plain text for a client that shows no Markdown, which it can read all the same.
    """
    here = types.Range(at, at)
    for mention in mentions(lines):
        place = Place("", mention.line, mention.column, mention.line, mention.end_column)
        where = positions.range_of(place, lines)
        if overlap(where, here) and (text := page(mention.code)):
            return _shown(text, where, kind)
    found = [
        (positions.range_of(it.place, outcome.lines), it.code)
        for it in outcome.findings
        if overlap(positions.range_of(it.place, outcome.lines), here)
    ]
    pages = {code: text for _, code in found if (text := page(code))}
    return _shown("\n---\n\n".join(pages.values()), found[0][0], kind) if pages else None


def _shown(text: str, where: types.Range, kind: types.MarkupKind) -> types.Hover:
    return types.Hover(types.MarkupContent(kind, text), where)
