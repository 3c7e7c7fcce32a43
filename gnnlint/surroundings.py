"""The whole project around a finding: some hold only where no file of it does a certain thing.

A layer that leaves the self-loops to the data is as it was meant where a transform adds them, in
whichever file that stands, be it one that names the transform for Hydra to make. So what a file
shows is kept without asking, and each run asks anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.discovery import discover
from gnnlint.source import Source, Unreadable, is_marked
from gnnlint.stamp import Stamp, stamp

CONFIGURATION_SUFFIXES = (".cfg", ".gin", ".ini", ".json", ".toml", ".yaml", ".yml")

_LARGEST = 1 << 20
"""Bytes: what is larger holds data, and makes nothing of a program."""

_MOST = 1000
"""Files: where there are more they cannot all be searched while somebody waits."""


def are_whole_project(root: Path, paths: Sequence[Path], exclude: Sequence[str]) -> bool:
    """Whether nothing of the project at ``root`` lies outside ``paths``, both absolute.

    A folder that nothing marks as a project may be a part of one; what ``exclude`` leaves out is
    not known.
    """
    covered = any(path == root or path in root.parents for path in paths)
    return not exclude and covered and is_marked(root)


def configuration_files(settings: Settings) -> dict[Path, Stamp]:
    """The files of a project that may say what its programs make, each with its stamp."""
    found = discover(
        [settings.root], root=settings.root, exclude=settings.exclude,
        suffixes=CONFIGURATION_SUFFIXES,
    )  # fmt: skip
    stamped = ((path, stamp(path)) for path in found)
    return {path: it for path, it in stamped if it is not None and it[2] <= _LARGEST}


class ConfigurationFiles:
    """What stands in the configuration files of a project; looked for when asked about.

    Args:
        settings: those of the project.
        read: reads and decodes a file.
    """

    def __init__(self, settings: Settings, read: Callable[[Path], Source | Unreadable]) -> None:
        self._settings = settings
        self._read = read
        self._are_asked_for = False

    @property
    def looked_at(self) -> tuple[Path, ...] | None:
        """The files, where something rests on them; None where nobody asked."""
        return tuple(self.stamps) if self._are_asked_for else None

    @cached_property
    def stamps(self) -> Mapping[Path, Stamp]:
        """The files, each with its stamp."""
        return configuration_files(self._settings)

    @cached_property
    def texts(self) -> Sequence[str] | None:
        """What stands in them; None where that cannot be known."""
        self._are_asked_for = True
        if len(self.stamps) > _MOST:
            return None
        found = [self._read(path) for path in self.stamps]
        texts = [it.text for it in found if isinstance(it, Source)]
        return texts if len(texts) == len(found) else None


class Surroundings:
    """The text of every file of a project; where that is not known, nothing holds.

    Args:
        sources: all code that could be read of it.
        is_whole: whether that is all code of the project.
        configuration: what stands beside the code; None where nothing does.
    """

    def __init__(
        self,
        sources: Collection[Source] = (),
        *,
        is_whole: bool = False,
        configuration: ConfigurationFiles | None = None,
    ) -> None:
        self._sources = sources
        self._is_whole = is_whole
        self._configuration = configuration
        self._lacking: dict[tuple[str, ...], bool] = {}

    def lack(self, patterns: tuple[str, ...]) -> bool:
        """Whether surely none of the regular expressions matches anywhere in the project."""
        if patterns not in self._lacking:
            self._lacking[patterns] = self._is_whole and not self._hold(patterns)
        return self._lacking[patterns]

    def _hold(self, patterns: tuple[str, ...]) -> bool:
        """Whether one of them matches somewhere, or may do so."""
        searches = [re.compile(it, re.MULTILINE).search for it in patterns]

        def is_in(texts: Iterable[str]) -> bool:
            return any(search(text) for text in texts for search in searches)

        if is_in(it.text for it in self._sources):
            return True
        beside = self._configuration.texts if self._configuration is not None else ()
        return beside is None or is_in(beside)
