"""Judges many files, in several processes where that is asked for, and notes on what it rests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from gnnlint import tree
from gnnlint.cache.answers import Reasoned
from gnnlint.cache.grounds import Grounds, noted
from gnnlint.cache.reader import Reader
from gnnlint.capture import CaptureFlags
from gnnlint.config import Settings
from gnnlint.forks import in_forks
from gnnlint.judge import Judge
from gnnlint.project import Project, reading
from gnnlint.project.trail import leaves
from gnnlint.source import Source

Progress: TypeAlias = Callable[[int, int], None]


class Judging:
    """The files of a project before the judge.

    Args:
        settings: by which they are judged.
        paths: what is checked, absolute.
        sources: the files that could be read.
        reader: reads what imports lead to.

    Raises:
        ConfigError: a rule folder is wrong.
    """

    def __init__(
        self,
        settings: Settings,
        paths: Sequence[Path],
        sources: Mapping[Path, Source],
        reader: Reader,
    ) -> None:
        self._project = Project(
            settings.root, tuple(paths), reading(sources, reader.read), releases=settings.releases
        )
        self._flags = CaptureFlags(self._project, sources)
        self._judge = Judge(settings, self._project, self._flags)
        self._sources = sources
        self._reader = reader

    def flags(self, files: Iterable[Path]) -> tuple[dict[Path, frozenset[str]], Grounds]:
        """The capture flags that hold for each of the files, and on what that rests."""
        with tree.paused_collection():
            found, steps = self._project.trail.follow(
                lambda: {path: self._flags.of(path) for path in files}
            )
        return found, noted(leaves(steps), self._project.finder, self._reader)[1]

    def judge(
        self, files: Sequence[Path], jobs: int = 1, progress: Progress | None = None
    ) -> tuple[dict[Path, Reasoned], Grounds]:
        """What the files show.

        Args:
            files: some of the sources.
            jobs: processes.
            progress: called with the number of files done and their total.
        """
        grounds = Grounds()
        found: dict[Path, Reasoned] = {}

        def work() -> None:
            for judged, own in self._shared_out(files, min(jobs, len(files))):
                found.update(judged)
                grounds.add(own)
                if progress is not None:
                    progress(len(found), len(files))

        with tree.paused_collection():
            tree.deeply(work)
        return found, grounds

    def _shared_out(
        self, files: Sequence[Path], jobs: int
    ) -> Iterator[tuple[dict[Path, Reasoned], Grounds]]:
        """The files shared out, the largest first; a forked child has what was read already."""
        if jobs < 2 or not hasattr(os, "fork"):
            yield from (self._judged([path]) for path in files)
            return
        shares: list[list[Path]] = [[] for _ in range(jobs)]
        largest_first = sorted(files, key=lambda it: -len(self._sources[it].data))
        for index, path in enumerate(largest_first):
            shares[index % jobs].append(path)
        yield from (answer for _, answer in in_forks(self._judged, shares))

    def _judged(self, files: Iterable[Path]) -> tuple[dict[Path, Reasoned], Grounds]:
        grounds = Grounds()
        found: dict[Path, Reasoned] = {}
        for path in files:
            found[path], own = self._judged_alone(path)
            grounds.add(own)
        return found, grounds

    def _judged_alone(self, path: Path) -> tuple[Reasoned, Grounds]:
        answer, steps = self._project.trail.follow(
            lambda: self._judge.judge(path, self._sources[path])
        )
        basis, grounds = noted(leaves(steps), self._project.finder, self._reader)
        return Reasoned(answer, basis), grounds
