"""A run: from paths to findings."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from gnnlint import broken, tree
from gnnlint.answer import Answer
from gnnlint.capture import CaptureFlags
from gnnlint.conclusion import Checked, conclude
from gnnlint.config import Settings
from gnnlint.finding import Run
from gnnlint.forks import in_forks
from gnnlint.judge import Judge
from gnnlint.project import Project, reading
from gnnlint.source import Source, Unreadable, absolute, decode, discover, read

Progress = Callable[[int, int], None]


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
    with tree.paused_collection():
        run = tree.deeply(lambda: _check(paths, settings, stdin, progress))
    return replace(run, seconds=time.perf_counter() - start)


def _check(
    paths: Sequence[Path | str],
    settings: Settings,
    stdin: tuple[str, bytes] | None,
    progress: Progress | None,
) -> Run:
    given = tuple(absolute(path) for path in paths)
    sources, unreadable = _read_all(given, settings, stdin)
    project = Project(settings.root, given or tuple(sources), reading(sources))
    judge = Judge(settings, project, CaptureFlags(project, sources))
    own = _share(sources, settings)
    lost = unreadable if settings.shard is None or settings.shard[0] == 1 else []
    answers = [Answer(((None, broken.unreadable(it)),)) for it in lost]
    answers += _answers(judge, own, settings.jobs, progress)
    return conclude(Checked(settings, given, sources, len(own) + len(lost), answers))


def _share(sources: dict[Path, Source], settings: Settings) -> dict[Path, Source]:
    """The files whose models this run judges; what they lead to may stand in any other."""
    if settings.shard is None:
        return sources
    number, total = settings.shard
    return dict(list(sources.items())[number - 1 :: total])


def _answers(
    judge: Judge, sources: dict[Path, Source], jobs: int, progress: Progress | None
) -> list[Answer]:
    """What each file shows; found in several processes where that is asked for and can be had."""
    jobs = min(jobs, len(sources))
    if jobs > 1 and hasattr(os, "fork"):
        return _answers_of_processes(judge, sources, jobs, progress)
    answers = []
    for path, source in sources.items():
        answers.append(judge.judge(path, source))
        if progress is not None:
            progress(len(answers), len(sources))
    return answers


def _answers_of_processes(
    judge: Judge, sources: dict[Path, Source], jobs: int, progress: Progress | None
) -> list[Answer]:
    """Share the files out, the largest first; a forked child has what was read already."""
    shares: list[list[Path]] = [[] for _ in range(jobs)]
    for index, path in enumerate(sorted(sources, key=lambda it: -len(sources[it].data))):
        shares[index % jobs].append(path)

    def judge_share(share: list[Path]) -> list[Answer]:
        return [judge.judge(path, sources[path]) for path in share]

    answers: dict[Path, Answer] = {}
    for share, answered in in_forks(judge_share, shares):
        answers.update(zip(share, answered, strict=True))
        if progress is not None:
            progress(len(answers), len(sources))
    return [answers[path] for path in sources]


def _read_all(
    given: tuple[Path, ...], settings: Settings, stdin: tuple[str, bytes] | None
) -> tuple[dict[Path, Source], list[Unreadable]]:
    sources: dict[Path, Source] = {}
    unreadable: list[Unreadable] = []
    found: Iterable[Source | Unreadable]
    if stdin is not None:
        found = [decode(absolute(stdin[0]), stdin[1])]
    else:
        files = discover(
            given, root=settings.root, exclude=settings.exclude,
            force_exclude=settings.force_exclude,
        )  # fmt: skip
        found = map(read, files)
    for it in found:
        if isinstance(it, Unreadable):
            unreadable.append(it)
        else:
            sources[it.path] = it
    return sources, unreadable
