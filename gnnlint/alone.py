"""Files checked one at a time, in one process: what they import is read once for all of them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from gnnlint import broken, tree
from gnnlint.answer import Answer
from gnnlint.capture import CaptureFlags
from gnnlint.conclusion import Checked, conclude
from gnnlint.config import Settings
from gnnlint.finding import Run
from gnnlint.judge import Judge
from gnnlint.modules import top_package
from gnnlint.project import Project, reading
from gnnlint.source import Source, Unreadable, decode
from gnnlint.stamp import Stamp, stamp
from gnnlint.surroundings import Surroundings

_LONG = 2.0
"""Seconds after which the process counts as one that stays, around which files come and go."""

_MOST = 8
"""Settings, or packages, that are kept at a time."""


class Alone:
    """Checks files by themselves, each as ``engine.check`` does with ``stdin``.

    Args:
        settings: by which they are judged.
        package: the outermost package that they stand in, if any.
    """

    def __init__(self, settings: Settings, package: Path | None) -> None:
        self._settings = settings
        self._sources: dict[Path, Source] = {}
        checked = (package,) if package is not None else ()
        self._project = Project(
            settings.root, checked, reading(self._sources), releases=settings.releases
        )
        self._flags = CaptureFlags(self._project, self._sources)
        self._judge = Judge(settings, self._project, self._flags)
        self._stamps: dict[Path, Stamp | None] = {}
        self._looked = time.monotonic()

    def check(self, path: Path, data: bytes) -> Run:
        """Check the file ``path`` (absolute), which holds ``data``."""
        start = time.perf_counter()
        with tree.paused_collection(), self._project.trail.unnoted():
            run = tree.deeply(lambda: self._check(decode(path, data)))
        return replace(run, seconds=time.perf_counter() - start)

    def _check(self, source: Source | Unreadable) -> Run:
        self._take_in_changes()
        self._sources.clear()
        if isinstance(source, Unreadable):
            answer = Answer(((None, broken.unreadable(source)),))
        else:
            self._sources[source.path] = source
            self._flags.renew()
            self._forget_other_text(source)
            answer = self._judge.judge(source.path, source)
            self._note(source)
        return conclude(Checked(self._settings, (), self._sources, 1, [answer], Surroundings()))

    def _forget_other_text(self, source: Source) -> None:
        """Forget what the file held when another one imported it, where that was not this."""
        if self._project.is_loaded(source.path):
            module = self._project.load(source.path)
            if module is None or module.source.data != source.data:
                self._project.forget([source.path])

    def _note(self, source: Source) -> None:
        """Remember how the files were that the answers rest on; unsaved text is on no disk."""
        for path in self._project.trail.files():
            if path not in self._stamps:
                self._stamps[path] = stamp(path)
        if not _is_saved(source):
            self._stamps[source.path] = None
        self._project.trail.settle()

    def _take_in_changes(self) -> None:
        changed = [path for path, known in self._stamps.items() if stamp(path) != known]
        self._project.forget(changed)
        for path in changed:
            del self._stamps[path]
        now = time.monotonic()
        if now - self._looked > _LONG:
            self._project.look_around()
            self._looked = now


def _is_saved(source: Source) -> bool:
    try:
        return source.path.read_bytes() == source.data
    except OSError:
        return False


_kept: dict[tuple[Settings, Path | None], Alone] = {}


def check(path: Path, data: bytes, settings: Settings) -> Run:
    """Check one file by itself, and keep what it imports for the next one.

    Args:
        path: its name, absolute.
        data: what it holds.
        settings: by which it is judged.
    """
    key = (settings, top_package(path))
    if key not in _kept:
        while len(_kept) >= _MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = Alone(*key)
    return _kept[key].check(path, data)
