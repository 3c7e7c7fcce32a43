"""Enumerations of the project: their members are constants."""

from __future__ import annotations

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.code import Assigned, ClassCode, LibraryName
from gnnlint.trace.machine import Machine
from gnnlint.trace.names import global_value
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Const, Member, Scalar, Unknown, Value


def is_enumeration(project: Project, code: ClassCode) -> bool:
    """Whether the class derives from ``enum.Enum``."""
    return any(
        isinstance(it, LibraryName) and it.name.startswith("enum.")
        for it in project.ancestors(code)
    )


def members(project: Project, code: ClassCode) -> list[Const]:
    """The members in the order of their definition, each once."""
    found = (member(project, code, name) for name in code.attributes)
    return list(dict.fromkeys(it for it in found if it is not None))


def member(project: Project, code: ClassCode, name: str) -> Const | None:
    """The member of that name, if there is one; an alias is the member it stands for."""
    if not _is_member(code, name) or not is_enumeration(project, code):
        return None
    mixed = any(
        isinstance(it, LibraryName) and it.name not in _PLAIN_BASES
        for it in project.ancestors(code)
    )
    return Const(Member(code, _first_of_its_value(code, name), mixed))


_PLAIN_BASES = frozenset({"enum.Enum", "builtins.object"})
"""Bases that make members neither numbers nor texts."""


def _first_of_its_value(code: ClassCode, name: str) -> str:
    node = code.attributes[name].node
    if not isinstance(node, nodes.Const):
        return name
    for other, assigned in code.attributes.items():
        same = isinstance(assigned.node, nodes.Const) and assigned.node.value == node.value
        if same and _is_member(code, other):
            return other
    return name


def _is_member(code: ClassCode, name: str) -> bool:
    assigned = code.attributes.get(name)
    return (
        isinstance(assigned, Assigned)
        and assigned.node is not assigned.annotation
        and not name.startswith("_")
    )


def of_member(machine: Machine, owner: Member, name: str, state: State) -> Value | None:
    """``member.name`` and ``member.value``; None for what its class defines."""
    if name == "name":
        return Const(owner.name)
    if name != "value":
        return None
    return _value(machine, owner, state)


def _value(machine: Machine, owner: Member, state: State) -> Value:
    return global_value(machine, owner.code.module, owner.code.attributes[owner.name], state)


def by_value(machine: Machine, code: ClassCode, value: Value, state: State) -> Value:
    """``Kind(value)``: the member with that value; a value known by name keeps its name."""
    if isinstance(value, Const):
        if isinstance(value.value, Member):
            return value
        for it in members(machine.project, code):
            if isinstance(it.value, Member) and _value(machine, it.value, state) == value:
                return it
        return UNKNOWN
    condition = value.condition if isinstance(value, (Unknown, Scalar)) else None
    return Unknown(condition)
