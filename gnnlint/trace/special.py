"""Special methods of the project's own classes, which operators and statements call."""

from __future__ import annotations

from astroid import nodes

from gnnlint.library import is_module_class
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import Const, Function, Ref, Scalar, Source, Tensor, Value

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

BESIDE_TENSOR = "torch.Tensor.__operator__"
"""The event of an operator between a tensor and an object that has a method for it."""

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
    """``left sign right`` where one of them has a method for it; None where neither does.

    Beside a tensor Dynamo asks for what the object is in the graph, before it looks for a method
    (torch/_dynamo/variables/builtin.py, GB0055).
    """
    name = _BINARY.get(sign)
    if name is None or not (isinstance(left, Ref) or isinstance(right, Ref)):
        return None
    for owner, asked, other in ((left, f"__{name}__", right), (right, f"__r{name}__", left)):
        method = special_method(machine, owner, asked, state)
        if method is None:
            continue
        if isinstance(other, Tensor) and not other.assumed and not _is_like_a_tensor(owner, state):
            machine.emit(Kind.CALL, node, state, name=BESIDE_TENSOR, classes=(BESIDE_TENSOR,))
        return machine.call(node, method, Arguments((other,)), state)
    return None


def _is_like_a_tensor(owner: Value, state: State) -> bool:
    """Whether a class of torch may stand above the object's own, other than that of modules."""
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    base = thing.base if isinstance(thing, Instance) else None
    return base is not None and not is_module_class(base)


def compared(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value | None:
    """A comparison that one of the two has a method for; None where neither does."""
    if sign not in _COMPARED or not (isinstance(left, Ref) or isinstance(right, Ref)):
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
