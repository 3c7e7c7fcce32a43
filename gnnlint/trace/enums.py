"""Enumerations of the project: their members are constants."""

from __future__ import annotations

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


def members(code: ClassCode) -> list[Const]:
    """The members in the order of their definition."""
    return [Const(Member(code, name)) for name in code.attributes if _is_member(code, name)]


def member(code: ClassCode, name: str) -> Const | None:
    """The member of that name, if there is one."""
    return Const(Member(code, name)) if _is_member(code, name) else None


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
        for it in members(code):
            if isinstance(it.value, Member) and _value(machine, it.value, state) == value:
                return it
        return UNKNOWN
    condition = value.condition if isinstance(value, (Unknown, Scalar)) else None
    return Unknown(condition)
