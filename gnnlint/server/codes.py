"""Codes of rules in the comments of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"#.*\b(?:noqa|gnnlint)\b.*", re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z]{3,}[0-9]{3}\b")


@dataclass(frozen=True)
class Mention:
    """A code where it stands: 1-based line, 1-based code-point columns, the end exclusive."""

    code: str
    line: int
    column: int
    end_column: int


def mentions(lines: Sequence[str]) -> Iterator[Mention]:
    """The codes that comments for linters name."""
    for number, text in enumerate(lines, 1):
        comment = _COMMENT.search(text) if "#" in text else None
        for match in _CODE.finditer(text, comment.start()) if comment else ():
            yield Mention(match[0], number, match.start() + 1, match.end() + 1)
