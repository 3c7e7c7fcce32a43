"""What is put before the compilers: a file, a class in it, and where its model and inputs are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gnnlint.source import CODE_SUFFIXES, is_notebook
from gnnlint.verify.recipe import Recipe

ROOT_MARKS = ("pyproject.toml", "setup.py", ".git")


class SubjectError(Exception):
    """The subject cannot be put before the compilers; the text says what the user has to add."""


@dataclass(frozen=True)
class Project:
    """The user's own code: what a finding may point at, as opposed to the libraries it calls."""

    root: str
    package: bool = False  # the root is a package inside site-packages

    def contains(self, path: str) -> bool:
        """True where ``path`` is the user's own code."""
        if not path.startswith(self.root + "/") or is_ours(path):
            return False
        below = path[len(self.root) :]
        return not any(mark in below for mark in _INSTALLED)

    def dotted_name(self, path: Path) -> str:
        """Dotted name of a file, from the root; of an installed one with its package's name."""
        root = Path(self.root).parent if self.package else Path(self.root)
        path = path.absolute()
        below = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
        parts = below.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)

    @staticmethod
    def of(path: Path) -> Project:
        """The project that ``path`` belongs to.

        An installed file belongs to its package, any other to the nearest folder that holds a
        project file, and failing that to the folder its imports start from.
        """
        path = path.absolute()
        if {"site-packages", "dist-packages"} & set(path.parts):
            return Project(_package_root(path).as_posix(), package=True)
        for folder in path.parents:
            if any((folder / mark).exists() for mark in ROOT_MARKS):
                return Project(folder.as_posix())
        return Project(imports_from(path).as_posix())


# An environment may lie inside the project, and its standard library with it.
_INSTALLED = ("/site-packages/", "/dist-packages/", "/lib/python3")
# Frames of this package stand between the entry and the user's code when gnnlint verifies itself
# (its own rule examples lie under the same root).
_OWN_FOLDER = Path(__file__).absolute().parent.as_posix() + "/"


def is_ours(path: str) -> bool:
    """True for the files of this package."""
    return path.startswith(_OWN_FOLDER)


@dataclass(frozen=True)
class Subject:
    """One model to observe: ``path`` and, where given, the class and the file with its example."""

    path: Path
    class_name: str | None = None
    example_path: Path | None = None
    root: Path | None = None
    recipe: Recipe | None = None  # how it is made where the source does not say
    trouble: str = ""  # why nothing of it can be run
    device: str = "cpu"  # where the model and its inputs are put, as torch names it

    @staticmethod
    def parse(text: str, example: str | None = None) -> Subject:
        """Read ``FILE.py`` or ``FILE.py:Class``."""
        path, class_name = text, None
        head, colon, tail = text.rpartition(":")
        if colon and head.lower().endswith(CODE_SUFFIXES):
            path, class_name = head, tail
        if is_notebook(path):
            raise SubjectError(_notebook(path, class_name))
        if class_name is not None and not all(p.isidentifier() for p in class_name.split(".")):
            raise SubjectError(f"{text}: expected FILE.py or FILE.py:Class")
        return Subject(Path(path), class_name, Path(example) if example else None)

    @property
    def source(self) -> Path:
        """The file that has ``model()`` and ``inputs()``."""
        return self.example_path or self.path

    @property
    def project(self) -> Project:
        """The project the subject belongs to."""
        if self.root is not None:
            return Project(self.root.absolute().as_posix())
        return Project.of(self.path)

    @property
    def dotted_name(self) -> str:
        """Dotted name of the file, and of the class in it where one is named."""
        file = self.project.dotted_name(self.path)
        return f"{file}.{self.class_name}" if self.class_name else file

    @property
    def line(self) -> int:
        """The line of the class, where one is named."""
        named = self.class_name is not None
        found = _class_of(parsed(self.path), self.class_name) if named else None
        return found.lineno if found else 1

    def check(self, needs: tuple[str, ...] = ("model", "inputs")) -> None:
        """Raise ``SubjectError`` where the source lacks ``needs``, without running any of it.

        A file without them is not run at all: many train or download as they are imported.
        """
        missing = self.lacking(needs)
        if not missing or self.recipe is not None:
            return
        lack = " and no ".join(f"{name}()" for name in missing)
        if needs == ("run",):
            raise SubjectError(f"{self.source} has no {lack}")
        raise SubjectError(
            f"{self.source} has no {lack}. Add this there, or to a file of its own passed with "
            f"--example:\n\n{self._stub(missing)}"
        )

    def lacking(self, needs: tuple[str, ...] = ("model", "inputs")) -> list[str]:
        """Which of ``needs`` the source does not define. Raises ``SubjectError`` without a file."""
        for path in (self.path, self.source):
            if path.is_dir():
                raise SubjectError(f"{path} is a folder: name the files in it that hold the models")
            if not path.is_file():
                raise SubjectError(f"{path}: no such file")
        tree = parsed(self.source)
        if tree is None or _has_star_import(tree):
            return []  # only running it can tell
        bound = set(_bound_names(tree))
        return [name for name in needs if name not in bound]

    def _stub(self, missing: list[str]) -> str:
        wanted = _class_of(parsed(self.path), self.class_name)
        if wanted is None:
            name, signature, arguments = self.class_name or "Net", "", ["x", "edge_index"]
        else:
            name = wanted.name
            signature = ", ".join(_parameters(wanted, "__init__"))
            arguments = _parameters(wanted, "forward") or ["x", "edge_index"]
        lines = ["import torch"]
        if self.example_path is not None or not self.path.stem.isidentifier():
            lines += [f"from {self.path.stem} import {name}"]
        if "model" in missing:
            note = f"  # __init__ takes {signature}" if signature else ""
            made = f"{name}(...)" if signature else f"{name}()"
            lines += ["", "", "def model():", f"    return {made}{note}"]
        if "inputs" in missing:
            values = [f"    {argument} = {_example_of(argument)}" for argument in arguments]
            call = ", ".join(arguments) + ("," if len(arguments) == 1 else "")
            body = [*values, f"    return [({call})]  # one tuple a call; sizes that differ"]
            lines += ["", "", "def inputs():", *body, "    # show recompiles from the third on"]
        return "\n".join(lines) + "\n"


def _notebook(path: str, class_name: str | None) -> str:
    written = str(Path(path).with_suffix(".py")) + (f":{class_name}" if class_name else "")
    return (
        f"{path} is a notebook, whose cells are not run. Put the models into a Python file "
        f"(`jupyter nbconvert --to script {path}` writes one of the cells), then "
        f"`gnnlint verify {written}`. `gnnlint check {path}` judges the notebook as it is"
    )


_EXAMPLES = {
    "x": "torch.randn(10, 16)",
    "edge_index": "torch.randint(0, 10, (2, 40))",
    "adj_t": "torch.randint(0, 10, (2, 40))",
    "edge_weight": "torch.rand(40)",
    "edge_attr": "torch.randn(40, 8)",
    "batch": "torch.zeros(10, dtype=torch.long)",
    "pos": "torch.randn(10, 3)",
    "z": "torch.randint(0, 10, (10,))",
}


def _example_of(argument: str) -> str:
    return _EXAMPLES.get(argument, "...")


def parsed(path: Path) -> ast.Module | None:
    """The syntax of a file; None where it cannot be read or parsed."""
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return None


def _has_star_import(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        for node in ast.walk(tree)
    )


def _bound_names(tree: ast.Module) -> Iterator[str]:
    """Names that the module's top level may bind to functions, in branches and ``try`` too."""
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Assign) and _makes_no_function(node.value):
            continue  # `model = Net(16)` is no `model()`
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        else:
            pending.extend(ast.iter_child_nodes(node))


def _makes_no_function(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return not ast.unparse(value.func).endswith("partial")
    return isinstance(value, ast.Constant | ast.List | ast.Tuple | ast.Dict)


def _class_of(tree: ast.Module | None, name: str | None) -> ast.ClassDef | None:
    """The class called ``name``; without a name, the last class that has a ``forward``."""
    nodes = ast.walk(tree) if tree is not None else iter(())
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    if name is not None:
        return next((node for node in classes if node.name == name.split(".")[-1]), None)
    return next((node for node in reversed(classes) if _method(node, "forward")), None)


def _method(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((d for d in node.body if isinstance(d, ast.FunctionDef) and d.name == name), None)


def _parameters(node: ast.ClassDef, name: str) -> list[str]:
    method = _method(node, name)
    if method is None:
        return []
    arguments = method.args
    return [arg.arg for arg in (*arguments.posonlyargs, *arguments.args)][1:]


def imports_from(path: Path) -> Path:
    """The folder that the imports of a file start from: the one above its outermost package.

    A folder without ``__init__.py`` inside a package is one as well.
    """
    start = path.parent
    for folder in path.parents:
        if (folder / "__init__.py").exists() and folder.name.isidentifier():
            start = folder.parent
        elif any((folder / mark).exists() for mark in ROOT_MARKS):
            break
    return start


def _package_root(path: Path) -> Path:
    start = imports_from(path)
    below = path.relative_to(start).parts
    return start / below[0] if len(below) > 1 else path.parent
