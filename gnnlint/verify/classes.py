"""The classes of a file that may be models, as its text shows them: nothing is run."""

from __future__ import annotations

import ast
from pathlib import Path

from gnnlint.suggestion import did_you_mean
from gnnlint.verify.subject import Subject, SubjectError, parsed

_MODULE = "Module"  # nn.Module, LightningModule, …


def model_classes(path: Path) -> list[str]:
    """The classes with a ``forward``, and those that derive from them or from a ``…Module``."""
    tree = parsed(path)
    found: list[str] = []
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.ClassDef) and _may_be_model(node, found):
            found.append(node.name)
    return list(dict.fromkeys(found))


def _may_be_model(node: ast.ClassDef, known: list[str]) -> bool:
    if any(isinstance(it, ast.FunctionDef) and it.name == "forward" for it in node.body):
        return True
    bases = [ast.unparse(it).rpartition(".")[2] for it in node.bases]
    return any(it.endswith(_MODULE) or it in known for it in bases)


def require_class(subject: Subject) -> None:
    """Stop where the class named is not in the file; what the file imports may be it too.

    Raises:
        SubjectError: the text names the nearest, or what may be a model there.
    """
    tree = parsed(subject.path)
    if subject.class_name is None or tree is None:  # a bad file is told where it is run
        return
    classes, other = _defined(tree)
    first, last = subject.class_name.split(".")[0], subject.class_name.split(".")[-1]
    if last in classes or first in other or "*" in other:
        return
    offered = model_classes(subject.path)
    near = did_you_mean(last, offered, f"`{subject.path}:{{}}`")
    if near == ".":
        near = f"; {_holding(classes, offered)}."
    raise SubjectError(f"{subject.path} has no class `{subject.class_name}`{near}")


def _holding(classes: set[str], offered: list[str]) -> str:
    if offered:
        return f"it has {', '.join(offered)}"
    return "no class there defines a forward" if classes else "it has no class"


def _defined(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The classes that a file defines; what else it assigns or imports, any of which may be one."""
    classes: set[str] = set()
    other: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            classes.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            other.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            other |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return classes, other
