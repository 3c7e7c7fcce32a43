"""The work of a run: what its files show, as far as that is not kept of earlier runs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint import broken
from gnnlint.answer import Answer
from gnnlint.cache.answers import Answers, Reasoned
from gnnlint.cache.grounds import Grounds
from gnnlint.cache.reader import Reader
from gnnlint.conclusion import Checked, conclude
from gnnlint.config import Settings
from gnnlint.finding import Run
from gnnlint.source import Source, Unreadable
from gnnlint.surroundings import ConfigurationFiles, Surroundings, are_whole_project

if TYPE_CHECKING:
    from gnnlint.judging import Judging, Progress


class Work:
    """What one run does, and what that rests on.

    Args:
        settings: by which it is done.
        given: the paths to check, absolute.
        found: the files below them.
        reader: has read those, and reads what they lead to.
        answers: what is kept of earlier runs.
        progress: called with the number of files done and their total.
    """

    def __init__(
        self,
        settings: Settings,
        given: tuple[Path, ...],
        found: Iterable[Source | Unreadable],
        reader: Reader,
        answers: Answers | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.grounds = Grounds()
        self.configuration = ConfigurationFiles(settings, reader.read)
        self._settings = settings
        self._given = given
        self._sources: dict[Path, Source] = {}
        self._lost: list[Unreadable] = []
        for it in found:
            if isinstance(it, Source):
                self._sources[it.path] = it
            else:
                self._lost.append(it)
        self._reader = reader
        self._kept = answers
        self._progress = progress

    def run(self) -> Run:
        """What the files show, concluded."""
        own = self._share()
        lost = self._lost if self._settings.shard is None or self._settings.shard[0] == 1 else []
        answers = [Answer(((None, broken.unreadable(it)),)) for it in lost]
        answers += self._answers(own)
        files = len(own) + len(lost)
        around = self._surroundings()
        work = Checked(
            self._settings, self._given, self._sources, files, answers, around, share=own
        )
        return conclude(work)

    def _surroundings(self) -> Surroundings:
        settings = self._settings
        is_whole = are_whole_project(settings.root, self._given, settings.exclude)
        whole = is_whole and not self._lost
        sources = self._sources.values()
        return Surroundings(sources, is_whole=whole, configuration=self.configuration)

    def _share(self) -> list[Path]:
        """The files whose models this run judges; what they lead to may stand in any other."""
        number, total = self._settings.shard or (1, 1)
        return list(self._sources)[number - 1 :: total]

    def _answers(self, files: list[Path]) -> list[Answer]:
        """What each file shows: as it is kept, or judged now and kept then."""
        if self._kept is None:
            judged = self._judge(files)
        else:
            flags = self._flags(files)
            judged, grounds = self._kept.get(files, flags, self._reader.states)
            self.grounds.add(grounds)
            fresh = self._judge([path for path in files if path not in judged])
            self._kept.keep(fresh, flags, self.grounds)
            judged |= fresh
        return [judged[path].answer for path in files]

    def _judge(self, files: list[Path]) -> dict[Path, Reasoned]:
        if not files:
            return {}
        judged, grounds = self._judging.judge(files, self._settings.jobs, self._progress)
        self.grounds.add(grounds)
        return judged

    def _flags(self, files: list[Path]) -> dict[Path, frozenset[str]]:
        """The capture flags that hold for each file; most projects set none."""
        if not any(b"capture_" in it.data for it in self._sources.values()):
            return dict.fromkeys(files, frozenset())
        flags, grounds = self._judging.flags(files)
        self.grounds.add(grounds)
        return flags

    @cached_property
    def _judging(self) -> Judging:
        """Made when something is to be judged: it loads astroid, and the rules."""
        from gnnlint.judging import Judging

        checked = self._given or tuple(self._sources)
        return Judging(self._settings, checked, self._sources, self._reader)
