"""Source frames: the lines of a place with their numbers, carets under the sub-expression."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from gnnlint.finding import Place
from gnnlint.report.page import Segment

LONGEST = 100
"""Characters of a source line that are shown; longer ones are cut around the sub-expression."""

_MOST_LINES = 4


def frame(
    place: Place, sources: Mapping[str, tuple[str, ...]], style: str = "red"
) -> Iterator[tuple[Segment, ...]]:
    """The lines of the frame, none where the source is not at hand."""
    lines = sources.get(place.path, ())
    if not 0 < place.line <= len(lines):
        return
    margin = len(str(place.end_line))
    yield (f"  {' ' * margin} |", "blue"), ("", "")
    for number in _shown_lines(place):
        if number is None:
            yield (f"  {'.' * margin} |", "blue"), ("", "")
        elif number <= len(lines):
            text, carets = _marked(lines[number - 1], number, place)
            yield (f"  {number:>{margin}} |", "blue"), (f" {text}".rstrip(), "")
            if carets.strip():
                yield (f"  {' ' * margin} |", "blue"), (f" {carets}", style)


def _shown_lines(place: Place) -> list[int | None]:
    """The numbers of the lines to show; None stands for those left out."""
    numbers = list(range(place.line, place.end_line + 1))
    if len(numbers) <= _MOST_LINES:
        return [*numbers]
    return [*numbers[:2], None, numbers[-1]]


def _marked(text: str, number: int, place: Place) -> tuple[str, str]:
    """A source line cut to length, and the carets that go under it."""
    start = place.column - 1 if number == place.line else len(text) - len(text.lstrip())
    end = place.end_column - 1 if number == place.end_line else len(text.rstrip())
    start = min(start, len(text))
    end = max(min(end, len(text)), start + (number == place.line))
    text, start, end = _cut(text, start, end)
    before = "".join(_blank(character) for character in text[:start])
    width = sum(_width(character) for character in text[start:end]) or end - start
    return text, before + "^" * width


def _cut(text: str, start: int, end: int) -> tuple[str, int, int]:
    """``text`` cut to ``LONGEST`` characters such that the marked part stays in sight."""
    if len(text) <= LONGEST:
        return text, start, end
    first = max(0, min(start - 20, end - LONGEST + 1)) if end > LONGEST else 0
    last = first + LONGEST
    left, right = "…" if first else "", "…" if last < len(text) else ""
    shift = len(left) - first
    shown = left + text[first:last] + right
    return shown, max(start + shift, 0), min(end + shift, len(shown))


def _blank(character: str) -> str:
    return "\t" if character == "\t" else " " * _width(character)


def _width(character: str) -> int:
    """Columns that a character takes on a terminal."""
    if character.isascii():
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
