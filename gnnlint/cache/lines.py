"""The lines of files, read when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from gnnlint.notebook import by_cell
from gnnlint.source import Unreadable, read


class Lines(Mapping[str, tuple[str, ...]]):
    """By path the lines of files; those of a notebook by its cells too."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths

    @cached_property
    def _lines(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path in self._paths:
            source = read(Path(path))
            if isinstance(source, Unreadable):
                found[path] = ()
            else:
                found[path] = source.lines
                found |= by_cell(path, source.lines, source.cells)
        return found

    def __getitem__(self, path: str) -> tuple[str, ...]:
        return self._lines[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)
