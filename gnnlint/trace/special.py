"""Special methods of the project's own classes, which operators and statements call."""

from __future__ import annotations

from astroid import nodes

from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import Const, Function, Ref, Scalar, Source, Value

_BINARY = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}

_COMPARED = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_REFLECTED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def special_method(machine: Machine, owner: Value, name: str, state: State) -> Function | None:
    """A method that the object's own class, or one of the project above it, defines."""
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    if not isinstance(thing, Instance) or not isinstance(thing.kind, ClassCode):
        return None
    found = machine.project.method(thing.kind, name)
    return Function(found, owner) if isinstance(found, FunctionCode) else None


def call_special(
    machine: Machine, node: nodes.NodeNG, owner: Value, name: str, state: State, *given: Value
) -> Value | None:
    """What a special method returns; None where the project defines none."""
    method = special_method(machine, owner, name, state)
    return None if method is None else machine.call(node, method, Arguments(given), state)


def overloaded(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value | None:
    """``left sign right`` where one of them has a method for it; None where neither does."""
    name = _BINARY.get(sign)
    if name is None:
        return None
    found = call_special(machine, node, left, f"__{name}__", state, right)
    if found is None:
        found = call_special(machine, node, right, f"__r{name}__", state, left)
    return found


def compared(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value | None:
    """A comparison that one of the two has a method for; None where neither does."""
    if sign not in _COMPARED:
        return None
    for owner, other, asked in ((left, right, sign), (right, left, _REFLECTED[sign])):
        found = call_special(machine, node, owner, f"__{_COMPARED[asked]}__", state, other)
        if found is None and asked == "!=":
            equal = call_special(machine, node, owner, "__eq__", state, other)
            found = equal and _opposite(equal)
        if found is not None:
            return found
    return None


def _opposite(equal: Value) -> Value:
    if isinstance(equal, Const):
        return Const(not equal.value)
    return Scalar("bool", equal.source if isinstance(equal, Scalar) else Source.PARAMETER)
