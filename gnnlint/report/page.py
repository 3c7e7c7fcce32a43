"""Styled lines of text, rendered with colours or without."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Segment = tuple[str, str]
"""A piece of text and its style, in the words of rich: "bold red"."""


_WIDTH = 80


@dataclass
class Page:
    """Lines that a report adds one by one; words are ``wrapped`` where people read them."""

    lines: list[tuple[Segment, ...]] = field(default_factory=list)
    wrapped: bool = True

    def line(self, *segments: str | Segment) -> None:
        """Add a line; a plain string has no style."""
        self.lines.append(tuple((each, "") if isinstance(each, str) else each for each in segments))

    def prose(self, *segments: str | Segment, hang: int = 6) -> None:
        """Add words, in lines of 80 columns; those after the first are indented by ``hang``.

        A word that is longer has a line of its own. On a page that is not wrapped, all are in one.
        """
        if not self.wrapped:
            self.line(*segments)
            return
        line: list[Segment] = []
        for each in segments:
            text, style = (each, "") if isinstance(each, str) else each
            for word in re.findall(r"\s*\S+|\s+", text):
                before = "".join(part for part, _ in line)
                apart = word[:1].isspace() or before[-1:].isspace()
                if before.strip() and apart and len(before + word) > _WIDTH:
                    self.lines.append(tuple(line))
                    line, word = [(" " * hang, "")], word.lstrip()
                line.append((word, style))
        self.lines.append(tuple(line))

    def gap(self) -> None:
        """Add an empty line, unless the page is empty or ends with one."""
        if self.lines and self.lines[-1]:
            self.lines.append(())

    def render(self, color: bool = False) -> str:
        """The page as text that ends with a newline; empty for a page without lines."""
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        if not self.lines:
            return ""
        if color:
            return self._colored()
        plain = ("".join(text for text, _ in line).rstrip() for line in self.lines)
        return "\n".join(plain) + "\n"

    def _colored(self) -> str:
        import io

        from rich.console import Console
        from rich.text import Text

        output = io.StringIO()
        console = Console(
            file=output,
            force_terminal=True,
            color_system="standard",
            legacy_windows=False,
            highlight=False,
        )
        for line in self.lines:
            console.print(Text.assemble(*line), soft_wrap=True)
        return output.getvalue()


def columns(rows: list[list[Segment]], gap: int = 2) -> list[list[Segment]]:
    """Rows of a table with every cell but the last padded to the width of its column."""
    widths = [max(len(text) for text, _ in column) for column in zip(*rows, strict=True)]
    return [
        [
            (text if index == len(row) - 1 else text.ljust(widths[index] + gap), style)
            for index, (text, style) in enumerate(row)
        ]
        for row in rows
    ]
