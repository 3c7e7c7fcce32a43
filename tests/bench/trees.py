"""Code to measure on: the installed torch_geometric, and a part of it several times over."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Tree:
    """A folder of Python files."""

    folder: Path

    @property
    def files(self) -> int:
        """How many files it holds."""
        return sum(1 for _ in self.folder.rglob("*.py"))

    @property
    def lines(self) -> int:
        """How many lines they have."""
        return sum(path.read_bytes().count(b"\n") for path in self.folder.rglob("*.py"))


def torch_geometric() -> Tree:
    """The installed package.

    Raises:
        SystemExit: it is not installed; ``make bench`` installs it.
    """
    found = find_spec("torch_geometric")
    if found is None or found.origin is None:
        raise SystemExit("torch_geometric is not installed: run `make bench`")
    return Tree(Path(found.origin).parent)


@contextmanager
def copy(library: Tree) -> Iterator[Tree]:
    """A copy of the package, which may be changed."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, library.folder.name)
        shutil.copytree(library.folder, target, ignore=shutil.ignore_patterns("__pycache__"))
        yield Tree(target)


def copies(library: Tree, times: Sequence[int]) -> Iterator[tuple[int, Tree]]:
    """Folders with so many copies of the layers, which import nothing of each other."""
    for count in times:
        with tempfile.TemporaryDirectory() as folder:
            for index in range(count):
                target = Path(folder, f"part{index}")
                shutil.copytree(library.folder / "nn" / "conv", target)
            Path(folder, "setup.py").touch()
            yield count, Tree(Path(folder))
