"""Links: codes in comments lead to the pages of their rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lsprotocol import types

from gnnlint.finding import Place, rule_url
from gnnlint.server.codes import mentions
from gnnlint.server.positions import Positions


def links(
    lines: Sequence[str],
    positions: Positions,
    is_known: Callable[[str], bool],
    *,
    tooltips: bool,
) -> list[types.DocumentLink]:
    """The links of a document of these lines, with ``tooltips`` where the client shows them."""
    return [
        types.DocumentLink(
            positions.range_of(Place("", it.line, it.column, it.line, it.end_column), lines),
            rule_url(it.code),
            f"The page of {it.code}" if tooltips else None,
        )
        for it in mentions(lines)
        if is_known(it.code)
    ]
