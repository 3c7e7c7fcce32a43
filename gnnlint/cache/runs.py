"""Whole runs: the outcome of an earlier one, where nothing at all has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gnnlint.cache import coding, terms
from gnnlint.cache.folder import Folder
from gnnlint.cache.grounds import Grounds, Present, Table
from gnnlint.cache.lines import Lines
from gnnlint.config import Settings
from gnnlint.finding import Finding, Model, Run, Target
from gnnlint.modules import ModuleFinder
from gnnlint.notebook import cell_of
from gnnlint.remark import FAILURES
from gnnlint.surroundings import configuration_files


@dataclass(frozen=True)
class _Head:
    """What stands before an outcome."""

    listing: tuple[str, ...]  # the files that were checked
    beside: tuple[str, ...] | None  # those that configure, where something was asked of them
    grounds: Table


@dataclass(frozen=True)
class _Outcome:
    """What a run found: all of it that neither the settings nor the files say."""

    findings: tuple[Finding, ...]
    models: tuple[Model, ...]
    elsewhere: tuple[Finding, ...]
    targets: tuple[Target, ...]
    notes: tuple[str, ...]
    paths: tuple[str, ...]
    files: int
    sources: tuple[str, ...]  # whose lines it holds


class Runs:
    """The outcomes of runs over some paths under some settings.

    Args:
        folder: where they are kept.
        settings: under which they were, and are, found.
        paths: what is checked, absolute.
        finder: finds modules as such a run does.
    """

    def __init__(
        self, folder: Folder, settings: Settings, paths: Sequence[Path], finder: ModuleFinder
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._finder = finder
        self._name = terms.of_run(settings, finder.packages, paths)

    def get(self, files: Sequence[Path]) -> Run | None:
        """The outcome of an earlier run over the same ``files``, if nothing has changed."""
        lines = self._folder.read(self._name)
        if lines is None:
            return None
        try:
            head = coding.read(_Head, lines[0])
            if head.listing != tuple(map(str, files)) or not self._stands(head.beside):
                return None
            kept = Grounds.of(head.grounds)
            now = Present(self._finder, {}).of(kept)
            if now.files.keys() != kept.files.keys() or now.imports.keys() != kept.imports.keys():
                return None
            run = self._run(coding.read(_Outcome, lines[1]))
        except coding.Spoilt:
            return None
        if now != kept:  # files that were touched, and hold what they held
            head = _Head(head.listing, head.beside, now.table())
            self._folder.write(self._name, [coding.write(head), lines[1]])
        return run

    def keep(
        self, run: Run, files: Sequence[Path], beside: Sequence[Path] | None, grounds: Grounds
    ) -> None:
        """Keep the outcome of a run.

        Args:
            run: the run.
            files: what it was over.
            beside: the files that configure the project, where something rests on them.
            grounds: on which it rests.
        """
        listing = tuple(map(str, files))
        around = None if beside is None else tuple(map(str, beside))
        is_failure = any(it.code in FAILURES for it in (*run.findings, *run.elsewhere))
        is_known = all(it in grounds.files for it in (*listing, *(around or ())))
        if is_failure or grounds.is_shaken or not is_known:
            return
        outcome = _Outcome(
            run.findings, run.models, run.elsewhere, run.targets, run.notes, run.paths, run.files,
            tuple(path for path in run.sources if cell_of(path)[1] is None),
        )  # fmt: skip
        head = coding.write(_Head(listing, around, grounds.table()))
        self._folder.write(self._name, [head, coding.write(outcome)])

    def _stands(self, beside: tuple[str, ...] | None) -> bool:
        """Whether the files that configure the project are the same, where anybody asked."""
        if beside is None:
            return True
        return beside == tuple(map(str, configuration_files(self._settings)))

    def _run(self, outcome: _Outcome) -> Run:
        settings = self._settings
        return Run(
            findings=outcome.findings,
            models=outcome.models,
            files=outcome.files,
            seconds=0.0,
            targets=outcome.targets,
            torch_version=settings.torch_version,
            pyg_version=settings.pyg_version,
            elsewhere=outcome.elsewhere,
            notes=outcome.notes,
            root=settings.root.as_posix(),
            working_directory=Path.cwd().as_posix(),
            sources=Lines(outcome.sources),
            paths=outcome.paths,
        )
