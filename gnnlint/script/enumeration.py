"""Enums: their members, which are of one type to the compiler.

Mirrors ``try_ann_to_type`` of torch/jit/annotations.py (``EnumType``) and ``EnumClassValue``.
"""

from __future__ import annotations

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.code import ClassCode, LibraryName
from gnnlint.script.types import Type

MIXED = "Could not unify type list since its members are of several types"

_BASES = frozenset({LibraryName("enum.Enum"), LibraryName("enum.IntEnum")})


def kinds_of(project: Project, code: ClassCode) -> dict[str, Type] | None:
    """The members of an Enum and their types; None for another class, and where in doubt."""
    if project.library_base(code) not in _BASES or len(code.node.bases) != 1:
        return None
    kinds: dict[str, Type] = {}
    for name, it in code.attributes.items():
        value = it.node.operand if isinstance(it.node, nodes.UnaryOp) else it.node
        if not isinstance(value, nodes.Const) or it.annotation is not None:
            return None
        kinds[name] = Type(type(value.value).__name__)
    return kinds
