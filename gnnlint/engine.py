"""A run: from paths to findings, out of what is kept of earlier runs where nothing has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from gnnlint.cache.folder import Folder
from gnnlint.cache.runs import Runs
from gnnlint.config import Settings
from gnnlint.discovery import discover
from gnnlint.finding import Run
from gnnlint.modules import ModuleFinder
from gnnlint.source import absolute

Progress: TypeAlias = Callable[[int, int], None]


def check(
    paths: Sequence[Path | str],
    settings: Settings,
    *,
    stdin: tuple[str, bytes] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Check files and folders.

    Args:
        paths: what to check.
        settings: see :mod:`gnnlint.config`.
        stdin: name and bytes of a file that is checked instead of what is on disk.
        progress: called with the number of files done and their total.

    Raises:
        ConfigError: a rule folder is wrong.
        PathError: a path does not exist.
    """
    start = time.perf_counter()
    given = tuple(absolute(path) for path in paths)
    if stdin is not None:
        run = _check_text(stdin, given, settings, progress)
    else:
        files = discover(
            given, root=settings.root, exclude=settings.left_out,
            force_exclude=settings.force_exclude,
        )  # fmt: skip
        check_files = _kept_or_new if settings.cache else _check_files
        run = check_files(files, given, settings, progress)
    return replace(run, seconds=time.perf_counter() - start)


def _kept_or_new(
    files: Sequence[Path], given: tuple[Path, ...], settings: Settings, progress: Progress | None
) -> Run:
    """The run that is kept, where nothing has changed since; else a new one, which is kept."""
    folder, finder = Folder.of(settings), ModuleFinder(settings.root, given)
    runs = Runs(folder, settings, given, finder)
    kept = runs.get(files)
    if kept is not None:
        return kept
    from gnnlint.cache.answers import Answers
    from gnnlint.cache.grounds import noted
    from gnnlint.cache.reader import Reader
    from gnnlint.work import Work

    reader = Reader()
    answers = Answers(folder, settings, finder)
    work = Work(settings, given, map(reader.read, files), reader, answers, progress)
    run = work.run()
    beside = work.configuration.looked_at
    work.grounds.add(noted([*files, *(beside or ())], finder, reader)[1])
    runs.keep(run, files, beside, work.grounds)
    return run


def _check_files(
    files: Sequence[Path], given: tuple[Path, ...], settings: Settings, progress: Progress | None
) -> Run:
    from gnnlint.cache.reader import Reader
    from gnnlint.work import Work

    reader = Reader()
    return Work(settings, given, map(reader.read, files), reader, progress=progress).run()


def _check_text(
    stdin: tuple[str, bytes],
    given: tuple[Path, ...],
    settings: Settings,
    progress: Progress | None,
) -> Run:
    from gnnlint.cache.reader import Reader
    from gnnlint.source import decode
    from gnnlint.work import Work

    name, data = stdin
    source = decode(absolute(name), data)
    return Work(settings, given, [source], Reader(), progress=progress).run()
