"""The scope of a check that stays open: which files are checked, those to come included."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.discovery import discover, is_excluded
from gnnlint.source import CODE_SUFFIXES


class Scope:
    """Files and folders, less what is excluded.

    Args:
        settings: say what is.
        paths: the files and folders, absolute.
        apart: folders below them that are projects of their own.
    """

    def __init__(
        self, settings: Settings, paths: Sequence[Path], apart: Collection[Path] = ()
    ) -> None:
        self.paths = tuple(paths)
        self.apart = frozenset(apart)
        self._root = settings.root
        self._left_out = settings.left_out

    def files(self) -> Iterable[Path]:
        """What is checked of that which is on disk."""
        there = [path for path in self.paths if os.path.exists(path)]
        files = discover(there, root=self._root, exclude=self._left_out)
        return (path for path in files if not self._is_apart(path))

    def holds(self, path: Path) -> bool:
        """Whether a file is checked; it need not be on disk."""
        if path in self.paths:
            return True
        return (
            path.suffix.lower() in CODE_SUFFIXES
            and any(folder in path.parents for folder in self.paths)
            and not self._is_apart(path)
            and not is_excluded(path, root=self._root, exclude=self._left_out)
        )

    @property
    def holds_imports(self) -> bool:
        """Whether imports lead to files that are checked, and to no others of the project."""
        whole = any(it == self._root or it in self._root.parents for it in self.paths)
        return whole and not self.apart

    def _is_apart(self, path: Path) -> bool:
        return not self.apart.isdisjoint(path.parents)
