"""Places in code points, as positions in the units that the client counts."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import Location, Position, PositionEncodingKind, Range

from gnnlint.finding import Place
from gnnlint.server.documents import Documents


class Positions:
    """Turns places into ranges.

    Args:
        encoding: what was agreed on with the client; UTF-16 where it said nothing.
        documents: which address each file has.
    """

    def __init__(self, encoding: PositionEncodingKind | str | None, documents: Documents) -> None:
        self._encoding = encoding or PositionEncodingKind.Utf16
        self._documents = documents

    def units(self, text: str) -> int:
        """The length of ``text`` as the client counts it."""
        if self._encoding == PositionEncodingKind.Utf32 or text.isascii():
            return len(text)
        if self._encoding == PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)

    def position(self, lines: Sequence[str], line: int, column: int) -> Position:
        """The position of a 1-based line and code-point column; at most the end of the line."""
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        return Position(max(line - 1, 0), self.units(text[: column - 1]))

    def range_of(self, place: Place, lines: Sequence[str]) -> Range:
        """The range of a place in a file of these lines; never empty, so that it can be seen."""
        start = self.position(lines, place.line, place.column)
        end = self.position(lines, place.end_line, place.end_column)
        if (end.line, end.character) <= (start.line, start.character):
            end = (
                self.position(lines, place.line, len(lines[place.line - 1]) + 1)
                if (0 < place.line <= len(lines))
                else start
            )
        return Range(start, end)

    def location(self, place: Place, lines: Sequence[str]) -> Location | None:
        """Where a place is; None in a cell of a notebook that is not open."""
        uri = self._documents.uri(place.path)
        return None if uri is None else Location(uri, self.range_of(place, lines))


def overlap(first: Range, second: Range) -> bool:
    """Whether two ranges share a character, or touch."""
    one, other = (first.start, first.end), (second.start, second.end)
    starts, ends = (_key(one[0]), _key(other[0])), (_key(one[1]), _key(other[1]))
    return max(starts) <= min(ends)


def _key(position: Position) -> tuple[int, int]:
    return position.line, position.character
