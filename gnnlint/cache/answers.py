"""What single files showed, for those that nothing has changed for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gnnlint.answer import Answer
from gnnlint.cache import coding, terms
from gnnlint.cache.folder import Folder
from gnnlint.cache.grounds import Basis, Grounds, Present, Table
from gnnlint.cache.reader import State
from gnnlint.config import Settings
from gnnlint.modules import ModuleFinder
from gnnlint.remark import FAILURES

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Reasoned:
    """What a file showed, and on what that rests."""

    answer: Answer
    basis: Basis

    @property
    def is_failure(self) -> bool:
        """Whether it shows a mistake, of ours or of a rule's, which need not happen again."""
        return any(finding.code in FAILURES for _, finding in self.answer.found)


@dataclass(frozen=True)
class _Entry:
    """What stands of an answer in the head: its flags, and the numbers of what it rests on."""

    path: str
    flags: tuple[str, ...]
    files: tuple[int, ...]
    imports: tuple[int, ...]


@dataclass(frozen=True)
class _Head:
    """What stands before the answers, one a line."""

    grounds: Table
    entries: tuple[_Entry, ...]


@dataclass(frozen=True)
class _Older:
    """An answer of an earlier run that still holds, as it is written."""

    flags: frozenset[str]
    basis: Basis
    line: bytes


class Answers:
    """The answers under some settings.

    Args:
        folder: where they are kept.
        settings: under which they were, and are, given.
        finder: finds modules as such a run does.
    """

    def __init__(self, folder: Folder, settings: Settings, finder: ModuleFinder) -> None:
        self._folder = folder
        self._finder = finder
        self._name = terms.of_answers(settings, finder.packages)
        self._older: dict[str, _Older] = {}
        self._grounds = Grounds()

    def get(
        self,
        files: Iterable[Path],
        flags: Mapping[Path, frozenset[str]],
        states: Mapping[Path, State],
    ) -> tuple[dict[Path, Reasoned], Grounds]:
        """What those of the files showed that need not be judged again, and what that rests on.

        Args:
            files: the files.
            flags: the capture flags that hold for each of them.
            states: what was read just now.
        """
        try:
            self._older = self._still_standing(states)
            found = {}
            for path in files:
                older = self._older.get(str(path))
                if older is not None and older.flags == flags[path]:
                    answer = coding.read(Answer, older.line)
                    found[path] = Reasoned(answer, older.basis)
        except coding.Spoilt:
            self._older = {}
            return {}, Grounds()
        grounds = Grounds()
        for it in found.values():
            grounds.add(self._grounds.under(it.basis))
        return found, grounds

    def _still_standing(self, states: Mapping[Path, State]) -> dict[str, _Older]:
        """The answers that hold, by their files."""
        lines = self._folder.read(self._name)
        if lines is None:
            return {}
        head = coding.read(_Head, lines[0])
        self._grounds = Present(self._finder, states).of(Grounds.of(head.grounds))
        found = {}
        for entry, line in zip(head.entries, lines[1:], strict=False):
            basis = _basis(entry, head.grounds)
            if self._grounds.bear(basis):
                found[entry.path] = _Older(frozenset(entry.flags), basis, line)
        return found

    def keep(
        self,
        fresh: Mapping[Path, Reasoned],
        flags: Mapping[Path, frozenset[str]],
        grounds: Grounds,
    ) -> None:
        """Keep what files showed, beside what still holds of what is kept.

        Args:
            fresh: what was judged anew.
            flags: the capture flags that hold for each of the files.
            grounds: on which it rests.
        """
        lasting = {
            path: it for path, it in fresh.items() if not it.is_failure and grounds.bear(it.basis)
        }
        if not lasting or grounds.is_shaken:
            return
        kept = {
            str(path): _Older(flags[path], it.basis, coding.write(it.answer))
            for path, it in lasting.items()
        }
        together = Grounds()
        together.add(self._grounds)
        together.add(grounds)
        if together.is_shaken:  # while this run went on; what it read itself is newer
            together = grounds
        else:
            kept = {**self._older, **kept}
        head = _head(kept, together)
        lines = [kept[it.path].line for it in head.entries]
        self._folder.write(self._name, [coding.write(head), *lines])


def _head(kept: Mapping[str, _Older], grounds: Grounds) -> _Head:
    """The head of answers, with those of the grounds that they rest on."""
    files = _numbered(path for it in kept.values() for path in it.basis.files)
    imports = _numbered(sought for it in kept.values() for sought in it.basis.imports)
    entries = (
        _Entry(
            path,
            tuple(sorted(it.flags)),
            tuple(files[each] for each in it.basis.files),
            tuple(imports[each] for each in it.basis.imports),
        )
        for path, it in kept.items()
    )
    used = grounds.under(Basis(tuple(files), tuple(imports)))
    return _Head(used.table(), tuple(entries))


def _numbered(things: Iterable[Thing]) -> dict[Thing, int]:
    """Each thing once, with its number."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def _basis(entry: _Entry, grounds: Table) -> Basis:
    """What an answer rests on, by the numbers that stand in its entry."""
    return Basis(
        tuple(grounds.files[it][0] for it in entry.files),
        tuple(grounds.imports[it][0] for it in entry.imports),
    )
