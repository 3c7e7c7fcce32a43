"""Which file of the project holds the models that a file imports, as its text shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from gnnlint.modules import ModuleFinder, Question
from gnnlint.verify.classes import model_classes
from gnnlint.verify.subject import Subject, parsed

_MOST_FILES = 50  # that are read: packages import each other in circles


def imported_models(subject: Subject) -> tuple[Path, list[str]] | None:
    """The nearest file with models that the subject's file imports, and these; None without one.

    Paths are relative to the working directory where they lie below it.
    """
    start = subject.path.absolute()
    finder = ModuleFinder(Path(subject.project.root), (start,))
    waiting, seen = [start], {start}
    while waiting and len(seen) < _MOST_FILES:
        imported = list(_imported_by(waiting.pop(0), finder))
        for path in imported:
            if path not in seen and (models := model_classes(path)):
                return _shown(path), models
        waiting += [it for it in imported if it not in seen]
        seen |= set(imported)
    return None


def _imported_by(path: Path, finder: ModuleFinder) -> Iterator[Path]:
    """The files of the project that the imports of a file name."""
    tree = parsed(path)
    for node in ast.walk(tree) if tree is not None else ():
        for name in _modules(node, path, finder):
            found = finder.find(Question(path.parent, name))
            if found is not None:
                yield found


def _modules(node: ast.AST, path: Path, finder: ModuleFinder) -> Iterator[str]:
    """The modules that an import may run; of ``from a import b`` first ``a.b``, then ``a``."""
    if isinstance(node, ast.Import):
        yield from (it.name for it in node.names)
    elif isinstance(node, ast.ImportFrom):
        home = _home(node, path, finder)
        yield from (f"{home}.{it.name}" for it in node.names)
        yield home


def _home(node: ast.ImportFrom, path: Path, finder: ModuleFinder) -> str:
    """The module that names are imported from, by its full name."""
    if node.level == 0:
        return node.module or ""
    name, is_package = finder.name_of(path)
    parts = name.split(".")
    above = node.level - is_package
    return ".".join([*parts[: len(parts) - above], *filter(None, [node.module])])


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
