"""Decorators of the project: what they make of a function, run as the code they are.

Dynamo sees the function that a decorator returns: a wrapper is a frame of its own, whose ``print``
breaks the graph and whose ``try`` keeps what breaks within it from being resumed. Decorators of
libraries are taken to hand the function through, but for those that other modules know.
"""

from __future__ import annotations

from gnnlint.frozen import replace
from gnnlint.trace.bound import Arguments
from gnnlint.trace.disabling import DISABLED
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Activation, Machine, PathEnds
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Function, Partial, Ref, Region, Value


def decorated(machine: Machine, function: Function, state: State) -> Value | None:
    """What the project's decorators of a function make of it; None where it stays what it is."""
    if function.bare or not function.code.decorators:
        return None
    nodes = machine.project.own_decorators(function.code)
    if not nodes:
        return None
    value: Value = replace(function, owner=None, bare=True)
    inner = state.enter({})
    frame = Activation(machine.key(), "<module>", function.code.module)
    with machine.activation(frame), machine.silence(), machine.outside():
        try:
            for node in reversed(nodes):
                callee = machine.evaluate(node, inner)
                value = machine.call(node, callee, Arguments((value,)), inner)
        except PathEnds:
            value = UNKNOWN
    state.leave(inner)
    return value if is_wrapper(value, state) else None


def is_wrapper(value: Value, state: State) -> bool:
    """Whether a decorator's result is something to call in place of the function."""
    if isinstance(value, Ref):
        return isinstance(state.heap.get(value.key), Instance)
    return isinstance(value, (Function, Partial, Region)) or value == DISABLED


def with_owner(function: Function, arguments: Arguments) -> Arguments:
    """The arguments of a call of a method, for a plain function: the owner comes first."""
    if function.owner is None:
        return arguments
    return replace(arguments, positional=(function.owner, *arguments.positional))
