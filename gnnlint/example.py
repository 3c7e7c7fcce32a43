"""The examples in a rule folder: which files they are, and which lines their marks speak of.

Nothing here asks the catalogue, which must not be able to hide an example.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

KINDS = ("bad", "good", "near")

_EXAMPLE = re.compile(rf"(?P<kind>{'|'.join(KINDS)})(?:_(?P<number>[1-9][0-9]*))?(?:\.py)?")
_MARK = re.compile(r"#\s*(?P<word>\w+)\s*:\s*(?P<codes>[A-Z]+[0-9]\w*.*)$")
_CODES = re.compile(r"[A-Z]+[0-9]{3}(?:\s*,\s*[A-Z]+[0-9]{3})*\s*")

Mark: TypeAlias = tuple[Path, int, str]
"""File, line, code."""


@dataclass(frozen=True)
class Example:
    """``bad.py``, ``good_2.py``, or the folder ``bad/`` with its ``model.py``."""

    code: str
    path: Path
    kind: str

    @property
    def id(self) -> str:
        """Its rule's folder and its own name."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def number(self) -> int:
        """Which of its kind it is: 1 for ``bad.py``, 2 for ``bad_2.py``."""
        return int(self.path.stem.partition("_")[2] or 1)

    @property
    def rule_folder(self) -> Path:
        """The folder of its rule."""
        return self.path.parent

    @property
    def main(self) -> Path:
        """The file with ``model()`` and ``inputs()``, or ``run()``."""
        return self.path / "model.py" if self.path.is_dir() else self.path

    @property
    def project(self) -> Path | None:
        """The folder that is a project of its own: of one that has several files."""
        return self.path if self.path.is_dir() else None

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All its Python files."""
        return tuple(sorted(self.path.rglob("*.py"))) if self.path.is_dir() else (self.path,)

    @cached_property
    def tree(self) -> ast.Module:
        """The main file's syntax tree."""
        return ast.parse(self.main.read_bytes())

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions at the main file's top level."""
        defined = (ast.FunctionDef, ast.AsyncFunctionDef)
        return frozenset(it.name for it in self.tree.body if isinstance(it, defined))

    @property
    def runs(self) -> bool:
        """Whether it is about a call site, with ``run()`` in place of a model."""
        return "run" in self.functions

    def constant(self, name: str) -> object:
        """The literal that the main file assigns to ``name`` at its top level; None without."""
        for it in self.tree.body:
            targets = it.targets if isinstance(it, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                assert isinstance(it, ast.Assign)
                return ast.literal_eval(it.value)
        return None

    def marks(self, word: str) -> set[Mark]:
        """The lines that carry ``# word: CODE``."""
        found: set[Mark] = set()
        for file in self.files:
            for number, line in enumerate(_lines_of(file), 1):
                mark = _MARK.search(line)
                if mark and mark["word"] == word:
                    codes = mark["codes"].split(",")
                    found |= {(file, number, code.strip()) for code in codes}
        return found

    def malformed_marks(self) -> list[str]:
        """Comments that look like a mark and would be overlooked, or that name no code."""
        wrong = []
        for file in self.files:
            for line in _lines_of(file):
                mark = _MARK.search(line)
                if mark and (mark["word"] in ("expect", "todo") or mark["codes"].startswith("GNN")):
                    known = mark["word"] in ("expect", "todo")
                    if not known or not _CODES.fullmatch(mark["codes"]):
                        wrong.append(line.strip())
                elif re.search(r"#\s*(?:expect|todo)\b", line, re.IGNORECASE):
                    wrong.append(line.strip())
        return wrong


def _lines_of(file: Path) -> list[str]:
    """The lines that Python counts: a form feed or U+2028 ends none."""
    return file.read_text("utf-8").split("\n")


def examples_in(folder: Path) -> Iterator[Example]:
    """The examples of one rule folder, in the order of their names."""
    code = folder.name.partition("_")[0]
    for path in sorted(folder.iterdir()):
        match = _EXAMPLE.fullmatch(path.name)
        if match and (path.is_dir() or path.suffix == ".py"):
            yield Example(code, path, match["kind"])


def is_example(path: Path) -> bool:
    """Whether the name of ``path`` is one that an example may have."""
    return _EXAMPLE.fullmatch(path.name) is not None
