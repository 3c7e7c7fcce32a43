"""What ``inspect`` says of a value: decorators ask it of what they are given."""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.trace.bound import Arguments
from gnnlint.trace.builtin_calls import Handler
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    Class,
    Const,
    Function,
    Library,
    Partial,
    Ref,
    Region,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
    possibilities,
)

_CLASS, _FUNCTION, _METHOD, _OBJECT = "class", "function", "method", "object"

_WANTED = {
    "inspect.isclass": _CLASS,
    "inspect.isfunction": _FUNCTION,
    "inspect.ismethod": _METHOD,
}


def _kind_of(value: Value) -> str | None:
    """What a value is to ``inspect``; None where that is not known."""
    if isinstance(value, Class):
        return _CLASS
    if isinstance(value, Function):
        return _FUNCTION if value.owner is None else _METHOD
    if isinstance(value, Library):
        return _CLASS if library.is_class(value.name) else None
    is_object = isinstance(value, (Const, Scalar, Tensor, Tuple, Partial, Region, Ref))
    return _OBJECT if is_object else None


def _asked(name: str) -> Handler:
    wanted = _WANTED[name]

    def answer(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
        kinds = {_kind_of(it) for it in possibilities(state.select(arguments.first))}
        known = len(kinds) == 1 and None not in kinds
        return Const(kinds == {wanted}) if known else Scalar("bool", Source.PARAMETER)

    return answer


INSPECTING: dict[str, Handler] = {name: _asked(name) for name in _WANTED}
"""The functions of ``inspect`` that code decides by."""
