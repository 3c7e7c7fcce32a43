"""What answers rest on: what files held and how their modules are called, where imports led."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from gnnlint.cache.reader import Reader, State, load
from gnnlint.modules import ModuleFinder, Question
from gnnlint.stamp import stamp_of

Import: TypeAlias = tuple[str, str]
"""A folder, and the name of a module that a file of it imports."""


@dataclass(frozen=True)
class Module:
    """A file as a module of the project."""

    state: State
    name: str
    is_package: bool

    def is_like(self, other: Module) -> bool:
        """Whether both are the same to whoever reads them."""
        return (
            self.state.digest == other.state.digest
            and self.name == other.name
            and self.is_package is other.is_package
        )


@dataclass(frozen=True)
class Basis:
    """The files and imports that one answer rests on."""

    files: tuple[str, ...]
    imports: tuple[Import, ...]


@dataclass(frozen=True)
class Table:
    """Grounds as they are written, each with a number: its place."""

    files: tuple[tuple[str, Module], ...]
    imports: tuple[tuple[Import, str | None], ...]


@dataclass
class Grounds:
    """Files and imports as they were when they were looked at."""

    files: dict[str, Module] = field(default_factory=dict)
    imports: dict[Import, str | None] = field(default_factory=dict)
    is_shaken: bool = False  # something changed while it was looked at

    @classmethod
    def of(cls, table: Table) -> Grounds:
        """The grounds that were written."""
        return cls(dict(table.files), dict(table.imports))

    def table(self) -> Table:
        """The grounds, to be written."""
        return Table(tuple(self.files.items()), tuple(self.imports.items()))

    def add(self, other: Grounds) -> None:
        """Take in what others looked at."""
        alike = all(
            self.files.setdefault(path, module).is_like(module)
            for path, module in other.files.items()
        ) and all(
            self.imports.setdefault(sought, found) == found
            for sought, found in other.imports.items()
        )
        self.is_shaken |= other.is_shaken or not alike

    def bear(self, basis: Basis) -> bool:
        """Whether everything is known that an answer rests on."""
        return all(it in self.files for it in basis.files) and all(
            it in self.imports for it in basis.imports
        )

    def under(self, basis: Basis) -> Grounds:
        """Those that an answer rests on."""
        return Grounds(
            {it: self.files[it] for it in basis.files},
            {it: self.imports[it] for it in basis.imports},
        )


def noted(
    looked_at: Iterable[Path | Question], finder: ModuleFinder, reader: Reader
) -> tuple[Basis, Grounds]:
    """What was looked at, as ``reader`` and ``finder`` met it.

    A file that could not be read has no ground, so that nothing which rests on it is kept.
    """
    files: list[str] = []
    imports: list[Import] = []
    grounds = Grounds()
    for it in looked_at:
        if not isinstance(it, Question):
            files.append(str(it))
            grounds.is_shaken |= it in reader.changed
            if (state := reader.states.get(it)) is not None:
                grounds.files[files[-1]] = Module(state, *finder.name_of(it))
        elif not finder.is_opaque(it.name):
            found = finder.find(it)
            imports.append((str(it.folder), it.name))
            grounds.imports[imports[-1]] = None if found is None else str(found)
    return Basis(tuple(files), tuple(imports)), grounds


class Present:
    """Tells what still is as it was.

    Args:
        finder: says where imports lead now.
        states: files that were read just now.
    """

    def __init__(self, finder: ModuleFinder, states: Mapping[Path, State]) -> None:
        self._finder = finder
        self._states = {str(path): state for path, state in states.items()}
        self._folders: dict[str, Path] = {}

    def of(self, kept: Grounds) -> Grounds:
        """Those of the grounds that hold, the files with the stamps that they have now."""
        files = {path: self._module(path, it) for path, it in kept.files.items()}
        return Grounds(
            {path: it for path, it in files.items() if it and it.is_like(kept.files[path])},
            {sought: it for sought, it in kept.imports.items() if self._leads_to(sought) == it},
        )

    def _module(self, path: str, kept: Module) -> Module | None:
        state = self._states.get(path) or _state(path, kept.state)
        if state is None:
            return None
        folder, file = os.path.split(path)
        return Module(state, *self._finder.name_in(self._folder(folder), file))

    def _leads_to(self, sought: Import) -> str | None:
        found = self._finder.find(Question(self._folder(sought[0]), sought[1]))
        return None if found is None else str(found)

    def _folder(self, name: str) -> Path:
        """The path of a folder: a run asks for a few of them hundreds of times."""
        if name not in self._folders:
            self._folders[name] = Path(name)
        return self._folders[name]


def _state(path: str, kept: State) -> State | None:
    """What a file holds now; it is read where its stamp has changed."""
    try:
        status = os.stat(path)
        if kept.stamp == stamp_of(status):
            return kept
        return load(path)[1] if stat.S_ISREG(status.st_mode) else None
    except OSError:
        return None
