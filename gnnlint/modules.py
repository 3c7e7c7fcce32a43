"""Finds the file of a module name: which folders imports may lead into."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

OPAQUE = frozenset({"torch", "torch_geometric"})
"""Packages that stay names, also where installed, unless they are what is checked."""

INSTALLED = frozenset({"site-packages", "dist-packages"})


@dataclass(frozen=True)
class Question:
    """Which file ``import name`` reads in the files of a folder."""

    folder: Path
    name: str


class ModuleFinder:
    """Maps module names to files under the project, and files to module names.

    Args:
        root: the project root.
        checked: the paths the user asked for; a package that holds one of them is never opaque.
        unsaved: files that an editor has and the disk perhaps has not.
    """

    def __init__(
        self, root: Path, checked: tuple[Path, ...], unsaved: Collection[Path] = ()
    ) -> None:
        self.root = root
        self._unsaved = unsaved
        self._packages = {top.name: top for path in checked if (top := top_package(path))}
        self._names: dict[tuple[Path, str], tuple[str, bool]] = {}
        self._found: dict[Question, Path | None] = {}
        self._outermost_of: dict[Path, Path | None] = {}
        self._searched: dict[Path, tuple[Path, ...]] = {}
        self._entries_of: dict[Path, frozenset[str]] = {}
        self._files_of: dict[tuple[Path, str], Path | None] = {}
        self._are_packages: dict[Path, bool] = {}

    @property
    def packages(self) -> dict[str, Path]:
        """The packages that are checked, and their folders."""
        return self._packages

    def is_opaque(self, name: str) -> bool:
        """Whether a module stays a name, wherever its file may be."""
        head = name.partition(".")[0]
        return head in OPAQUE and head not in self._packages

    def name_of(self, path: Path) -> tuple[str, bool]:
        """The dotted module name of a file, and whether it is a package's ``__init__``."""
        return self.name_in(path.parent, path.name)

    def name_in(self, folder: Path, file: str) -> tuple[str, bool]:
        """What :meth:`name_of` says of the file of that name in ``folder``."""
        known = self._names.get((folder, file))
        if known is None:
            known = self._names[folder, file] = self._name(folder, file)
        return known

    def _name(self, folder: Path, file: str) -> tuple[str, bool]:
        package = file == "__init__.py"
        top = self._outermost(folder)
        if top is None:
            return self._script_name(folder / file), package
        parts = folder.parts[len(top.parts) - 1 :]
        return ".".join(parts if package else (*parts, os.path.splitext(file)[0])), package

    def _outermost(self, folder: Path) -> Path | None:
        """The outermost package around a folder, if there is one.

        Below the root, folders without ``__init__.py`` are packages as well where they lie in one.
        """
        if folder not in self._outermost_of:
            around = folder.parent != folder and (
                self._is_package(folder) or self.root in folder.parents
            )
            found = self._outermost(folder.parent) if around else None
            own = folder if self._is_package(folder) else None
            self._outermost_of[folder] = found or own
        return self._outermost_of[folder]

    def _is_package(self, folder: Path) -> bool:
        if folder not in self._are_packages:
            self._are_packages[folder] = self._is_file(folder / "__init__.py")
        return self._are_packages[folder]

    def _script_name(self, path: Path) -> str:
        """A file outside a package is named by its place under the root (or by its stem)."""
        try:
            relative = path.relative_to(self.root)
        except ValueError:
            return path.stem
        parts = relative.with_suffix("").parts
        return ".".join(part for part in parts if part != "src") or path.stem

    def find(self, question: Question) -> Path | None:
        """The file that an import reads, if it is the project's."""
        try:
            return self._found[question]
        except KeyError:
            found = self._found[question] = self._search(question.name, question.folder)
            return found

    def _search(self, name: str, own: Path) -> Path | None:
        if self.is_opaque(name):
            return None
        head = name.partition(".")[0]
        folders = self._searched_from(own)
        if head in self._packages:
            folders = (*folders, self._packages[head].parent)
        for folder in folders:
            if not {head, f"{head}.py"}.isdisjoint(self._entries(folder)):
                path = self._module_file(folder, name)
                if path is not None and self._belongs(path, head):
                    return path
        return None

    def _searched_from(self, own: Path) -> tuple[Path, ...]:
        """The folders in which the files of a folder find modules."""
        if own not in self._searched:
            top = self._outermost(own)  # of packages; its folder is where absolute imports start
            beside = () if self._is_package(own) else (own,)
            start = own if top is None else top.parent
            folders = (*beside, start, self.root, self.root / "src")
            self._searched[own] = tuple(dict.fromkeys(folders))
        return self._searched[own]

    def _entries(self, folder: Path) -> frozenset[str]:
        """The names of what stands in a folder."""
        if folder not in self._entries_of:
            try:
                names = os.listdir(folder)
            except OSError:
                names = []
            unsaved = (it for it in self._unsaved if folder in it.parents)
            below = (it.relative_to(folder).parts[0] for it in unsaved)
            self._entries_of[folder] = frozenset((*names, *below))
        return self._entries_of[folder]

    def _is_file(self, path: Path) -> bool:
        return path in self._unsaved or os.path.isfile(path)

    def _module_file(self, folder: Path, name: str) -> Path | None:
        """The file of a module below a folder; many files of a package ask for the same."""
        asked = (folder, name)
        if asked not in self._files_of:
            self._files_of[asked] = self._existing(folder, name)
        return self._files_of[asked]

    def _existing(self, folder: Path, name: str) -> Path | None:
        base = folder.joinpath(*name.split("."))
        if self._is_file(package := base / "__init__.py"):
            return package
        module = base.with_suffix(".py") if not base.suffix else base.parent / f"{base.name}.py"
        return module if self._is_file(module) else None

    def _belongs(self, path: Path, head: str) -> bool:
        """Installed packages are not the project, unless they are what is checked."""
        return head in self._packages or not INSTALLED.intersection(path.parts)


def top_package(path: Path) -> Path | None:
    """The outermost package folder that holds ``path`` (or is it)."""
    folder = path if os.path.isdir(path) else path.parent
    top = None
    while os.path.isfile(folder / "__init__.py") and folder != folder.parent:
        top = folder
        folder = folder.parent
    return top
