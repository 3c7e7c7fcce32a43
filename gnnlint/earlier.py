"""What earlier checks kept, for a check that stays open: taken up at its start, and added to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from gnnlint.answer import Answer
from gnnlint.cache.answers import Answers, Reasoned
from gnnlint.cache.folder import Folder
from gnnlint.cache.grounds import Basis, noted
from gnnlint.cache.reader import Reader, State, digest_of
from gnnlint.config import Settings
from gnnlint.modules import ModuleFinder, Question
from gnnlint.project.trail import Step as TrailStep
from gnnlint.project.trail import leaves
from gnnlint.source import Source, Unreadable


class Earlier:
    """The cache of a project, as `gnnlint check` keeps it.

    Args:
        settings: by which it is judged.
        finder: finds modules as the check does.
    """

    def __init__(self, settings: Settings, finder: ModuleFinder) -> None:
        self._folder = Folder.of(settings)
        self._finder = finder
        self._answers = Answers(self._folder, settings, finder)

    def get(
        self,
        files: Iterable[Path],
        flags: Mapping[Path, frozenset[str]],
        unsaved: Mapping[Path, Source | Unreadable],
    ) -> dict[Path, tuple[Answer, tuple[Path | Question, ...]]]:
        """What those of the files showed for which nothing has changed, and on what it rests.

        Args:
            files: the files.
            flags: the capture flags that hold for each of them.
            unsaved: texts that count instead of what is on disk.
        """
        states = {
            path: State(digest_of(source.data) if isinstance(source, Source) else "", None)
            for path, source in unsaved.items()
        }
        found, _ = self._answers.get(files, flags, states)
        return {path: (it.answer, _steps(it.basis)) for path, it in found.items()}

    def keep(
        self,
        judged: Mapping[Path, tuple[Answer, Iterable[TrailStep]]],
        flags: Mapping[Path, frozenset[str]],
        text: Callable[[Path], Source | None],
    ) -> None:
        """Keep what files showed, where checks keep anything: no folder is made for it.

        Args:
            judged: what was judged since, with the steps that led to it.
            flags: the capture flags that held for each of the files.
            text: that was judged; what rests on one that is not on disk is not kept.
        """
        if not self._folder.path.is_dir():
            return
        looked_at = {path: tuple(leaves(steps)) for path, (_, steps) in judged.items()}
        reader = Reader()
        for path in {it for steps in looked_at.values() for it in steps if isinstance(it, Path)}:
            meant, found = text(path), reader.read(path)
            if meant is None or not isinstance(found, Source) or found.data != meant.data:
                reader.states.pop(path, None)
        every = [it for steps in looked_at.values() for it in steps]
        grounds = noted(dict.fromkeys(every), self._finder, reader)[1]
        fresh = {
            path: Reasoned(judged[path][0], noted(steps, self._finder, reader)[0])
            for path, steps in looked_at.items()
        }
        self._answers.keep(fresh, flags, grounds)


def _steps(basis: Basis) -> tuple[Path | Question, ...]:
    files = map(Path, basis.files)
    return (*files, *(Question(Path(folder), name) for folder, name in basis.imports))
