"""The whole project around a finding: some hold only where no file of it does a certain thing.

A layer that leaves the self-loops to the data is as it was meant where a transform adds them, in
whichever file that stands. So what a file shows is kept without asking, and each run asks anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from gnnlint.source import ROOT_MARKERS, Source


def are_whole_project(root: Path, paths: Sequence[Path], exclude: Sequence[str]) -> bool:
    """Whether nothing of the project at ``root`` lies outside ``paths``, both absolute.

    A folder that nothing marks as a project may be a part of one; what ``exclude`` leaves out is
    not known.
    """
    covered = any(path == root or path in root.parents for path in paths)
    return not exclude and covered and any((root / marker).exists() for marker in ROOT_MARKERS)


class Surroundings:
    """The text of every file of a project; where that is not known, nothing holds.

    Args:
        sources: all that could be read of it.
        is_whole: whether that is the whole project.
    """

    def __init__(self, sources: Collection[Source] = (), *, is_whole: bool = False) -> None:
        self._sources = sources
        self._is_whole = is_whole
        self._lacking: dict[tuple[str, ...], bool] = {}

    def lack(self, patterns: tuple[str, ...]) -> bool:
        """Whether surely none of the regular expressions matches anywhere in the project."""
        if patterns not in self._lacking:
            self._lacking[patterns] = self._is_whole and not self._hold(patterns)
        return self._lacking[patterns]

    def _hold(self, patterns: tuple[str, ...]) -> bool:
        texts = [it.text for it in self._sources]
        searches = [re.compile(it, re.MULTILINE).search for it in patterns]
        return any(search(text) for text in texts for search in searches)
