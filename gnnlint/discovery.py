"""Which files to check: those below the given paths, without what is excluded.

What .gitignore files, the configuration and the defaults exclude is left out unless it is named.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.source import CODE_SUFFIXES, PathError, absolute

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

EXCLUDED_FOLDERS = frozenset(
    {"__pycache__", "__pypackages__", "build", "dist", "node_modules", "site-packages", "venv"}
)
"""Folders never entered unless named; hidden folders and virtual environments come on top."""

_NO_PATTERN = (ValueError, re.error)
"""What pathspec raises for a line that is no pattern; ``[z-a]`` is none as a regular expression."""


def discover(
    paths: Sequence[str | os.PathLike[str]],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    suffixes: tuple[str, ...] = CODE_SUFFIXES,
) -> list[Path]:
    """The files under ``paths`` with these ``suffixes``: absolute, each once, sorted by folder.

    Suffixes in capitals count, too: some systems write them so.
    A named file is always in; with ``force_exclude`` it must pass the excludes too. A named folder
    is entered even where an exclude covers it, which then has no say below it. ``exclude`` holds
    patterns in the syntax of .gitignore, relative to ``root``. A folder that cannot be read stands
    for the files in it. Raises ``PathError`` for a path that does not exist.
    """
    found: dict[Path, None] = {}
    filters = _Filters(absolute(root), exclude, suffixes)
    for name in paths:
        path = absolute(name)
        if os.path.isdir(path):
            if not (force_exclude and filters.excludes_named(path, is_folder=True)):
                found.update(dict.fromkeys(filters.walk(path)))
        elif os.path.exists(path):
            if not (force_exclude and filters.excludes_named(path, is_folder=False)):
                found[path] = None
        else:
            raise PathError(f"{os.fspath(name)} does not exist; name a file or a folder")
    return list(found)


def is_excluded(path: Path, *, root: Path, exclude: Sequence[str] = ()) -> bool:
    """Whether ``discover`` would pass over a file that nobody named; it need not exist."""
    return _Filters(absolute(root), exclude).excludes_named(path, is_folder=False)


@dataclass(frozen=True)
class _Patterns:
    """Patterns in the syntax of .gitignore and the folder they are relative to."""

    folder: str
    spec: GitIgnoreSpec

    def says(self, path: str, is_folder: bool) -> bool | None:
        """True to exclude, False to bring back, None where no pattern matches."""
        if not path.startswith(self.folder):
            return None
        relative = path[len(self.folder) :].replace(os.sep, "/").lstrip("/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


@dataclass(frozen=True)
class _InForce:
    """The patterns that count for the content of one folder: .gitignore files, outermost first."""

    ignore_files: tuple[_Patterns, ...]
    user: _Patterns | None

    def exclude(self, path: str, is_folder: bool) -> bool:
        """What the user's patterns say, else the innermost .gitignore that says something."""
        order = [*reversed(self.ignore_files)]
        if self.user is not None:
            order.insert(0, self.user)
        for patterns in order:
            said = patterns.says(path, is_folder)
            if said is not None:
                return said
        return False

    def with_file(self, patterns: _Patterns) -> _InForce:
        """The same with one more .gitignore, further in."""
        return _InForce((*self.ignore_files, patterns), self.user)

    def without_those_against(self, folder: str) -> _InForce:
        """The same without the patterns that exclude ``folder``, which somebody named."""
        ignore_files = [each for each in self.ignore_files if not each.says(folder, True)]
        user = self.user if self.user is None or not self.user.says(folder, True) else None
        return _InForce(tuple(ignore_files), user)


class _Filters:
    """Everything that keeps a file out: default excludes, the user's, and .gitignore files."""

    def __init__(
        self, root: Path, exclude: Sequence[str], suffixes: tuple[str, ...] = CODE_SUFFIXES
    ) -> None:
        self.root = root
        self.suffixes = suffixes
        self.user = _patterns(str(root), exclude)
        self._ignore_files: dict[str, _Patterns | None] = {}

    def excludes_named(self, path: Path, is_folder: bool) -> bool:
        """Whether a path given by name is excluded, itself or through a folder above it."""
        in_force = self._above(path.parent)
        steps = [(folder, True) for folder in _between(self.root, path.parent)]
        return any(
            (step_is_folder and _is_excluded_by_default(str(step), step.name))
            or in_force.exclude(str(step), step_is_folder)
            for step, step_is_folder in [*steps, (path, is_folder)]
            if step != self.root
        )

    def walk(self, folder: Path) -> Iterator[Path]:
        """The files below ``folder``, which itself is not questioned."""
        name = str(folder)
        return self._walk(name, self._above(folder.parent).without_those_against(name))

    def _above(self, folder: Path) -> _InForce:
        """The patterns in force for the content of ``folder``."""
        files = [self._ignore_file(str(parent)) for parent in self._repository(folder)]
        return _InForce(tuple(each for each in files if each is not None), self.user)

    def _repository(self, folder: Path) -> Iterable[Path]:
        """The folders whose .gitignore counts for ``folder``, outermost first."""
        above = [folder, *folder.parents]
        for index, parent in enumerate(above):
            if os.path.exists(parent / ".git"):
                return above[index::-1]
        return _between(self.root, folder)

    def _ignore_file(self, folder: str) -> _Patterns | None:
        if folder not in self._ignore_files:
            self._ignore_files[folder] = _read_ignore_file(folder)
        return self._ignore_files[folder]

    def _walk(self, folder: str, in_force: _InForce) -> Iterator[Path]:
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except FileNotFoundError:  # removed meanwhile
            return
        except OSError:  # reading it says why
            yield Path(folder)
            return
        if any(entry.name == ".gitignore" for entry in entries):
            patterns = self._ignore_file(folder)
            in_force = in_force if patterns is None else in_force.with_file(patterns)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if _is_excluded_by_default(entry.path, entry.name):
                    continue
                if not in_force.exclude(entry.path, True):
                    yield from self._walk(entry.path, in_force)
            elif entry.name.lower().endswith(self.suffixes) and _is_file(entry):
                if in_force.exclude(entry.path, False):
                    continue
                yield Path(entry.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link to one; a link that leads round in a circle is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _between(root: Path, folder: Path) -> Iterable[Path]:
    """The folders from ``root`` down to ``folder``; ``folder`` alone where it lies outside."""
    chain = [folder, *folder.parents]
    return reversed(chain[: chain.index(root) + 1]) if root in chain else (folder,)


def _is_excluded_by_default(path: str, name: str) -> bool:
    return (
        name.startswith(".")
        or name in EXCLUDED_FOLDERS
        or name.endswith(".egg-info")
        or os.path.exists(os.path.join(path, "pyvenv.cfg"))
    )


def _read_ignore_file(folder: str) -> _Patterns | None:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
    except OSError:
        return None
    return _patterns(folder, lines)


def _patterns(folder: str, lines: Sequence[str]) -> _Patterns | None:
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    if not kept:
        return None
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(kept)
    except _NO_PATTERN:  # git passes over a pattern that means nothing; so do we
        spec = GitIgnoreSpec.from_lines([line for line in kept if is_pattern(line)])
    return _Patterns(folder, spec)


def is_pattern(line: str) -> bool:
    """Whether ``line`` is a valid pattern of a .gitignore file."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except _NO_PATTERN:
        return False
    return True
