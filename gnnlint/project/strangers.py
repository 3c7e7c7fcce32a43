"""Classes of which it cannot be told whether they are models: a base is not there to be read."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator

from astroid import nodes

from gnnlint import library
from gnnlint.finding import Gap
from gnnlint.project.bindings import dotted
from gnnlint.project.code import ClassCode, LibraryName, ModuleCode
from gnnlint.project.model import Project

_FAMILIAR = frozenset({"torch", "torch_geometric", "typing_extensions"})
"""Packages whose models are all known: what else they define is none."""


def strangers(project: Project, module: ModuleCode) -> Iterator[Gap]:
    """The classes with a ``forward`` of their own that may be models, and may be none."""
    for code in project.classes(module):
        if "forward" in code.methods and not project.is_module(code):
            base = _unknown_base(project, code)
            if base is not None:
                yield Gap(code.place(), f"`{code.name}` has the base `{base}`")


def _unknown_base(project: Project, code: ClassCode) -> str | None:
    """An ancestor of which nothing is known: it comes from a package that is not looked into."""
    for base in project.ancestors(code):
        if isinstance(base, LibraryName) and not _is_familiar(base.name):
            return base.name
        if isinstance(base, ClassCode):
            for node in base.node.bases:
                name = dotted(node.value if isinstance(node, nodes.Subscript) else node) or "?"
                if project.resolve(base.module, name) is None and not hasattr(builtins, name):
                    return name
    return None


def _is_familiar(name: str) -> bool:
    """Whether a class is known not to be a model, or comes with Python, where no models are."""
    top = name.partition(".")[0]
    return (
        top in sys.stdlib_module_names
        or top in _FAMILIAR
        or hasattr(builtins, name)
        or library.is_known(name)
    )
