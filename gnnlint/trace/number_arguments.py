"""Tensors in the place of numbers among the arguments of torch's functions."""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint.library.numbers import number_arguments
from gnnlint.trace.bound import Bound
from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import DType, Tensor, Tuple, Value, made_outside


def read_numbers(
    machine: Machine, node: nodes.NodeNG, name: str, bound: Bound, state: State
) -> None:
    """Note each number that the function called ``name`` reads from a tensor that is traced.

    Args:
        node: the call.
        bound: its arguments, lists written as tuples.
    """
    table = number_arguments(name)
    if not table or not isinstance(node, nodes.Call):
        return
    known = [state.names.get(it.name) for it in _variables(node) if not _was_just_made(it, node)]
    for parameter, effect in table.items():
        given = bound.passed.get(parameter)
        if given is not None and any(_is_read(it, known) for it in _parts(given)):
            machine.emit(
                Kind.CONVERT,
                node,
                state,
                callee=machine.callee(node),
                construct=f"argument-{effect}",
                detail=parameter,
                operands={"value": given},
            )
            _carry_along(node, state)
            return


def _parts(value: Value) -> tuple[Value, ...]:
    return value.items or () if isinstance(value, Tuple) else (value,)


def _is_read(value: Value, known: list[Value | None]) -> bool:
    """Whether the number in a tensor is certainly not known to the compiler.

    Of a whole number that enters a graph in a tensor without dimensions it is
    (torch/_subclasses/fake_tensor.py, ``from_real_tensor``): buffers, and after a break between the
    making of a number and its use, variables.
    """
    if not isinstance(value, Tensor) or value.array or value.assumed:
        return False
    return value.dtype is DType.FLOAT or (value.role == "intermediate" and value not in known)


def _variables(node: nodes.Call) -> Iterator[nodes.Name]:
    """The variables among the arguments of a call, those in tuples and lists included."""
    for given in (*node.args, *(it.value for it in node.keywords)):
        parts = given.elts if isinstance(given, (nodes.Tuple, nodes.List)) else [given]
        yield from (it for it in parts if isinstance(it, nodes.Name))


def _was_just_made(variable: nodes.Name, node: nodes.Call) -> bool:
    """Whether the statement before this one gives the variable its value."""
    before = node.statement().previous_sibling()
    return isinstance(before, nodes.Assign) and any(
        isinstance(it, nodes.AssignName) and it.name == variable.name for it in before.targets
    )


def _carry_along(node: nodes.Call, state: State) -> None:
    """What is read once is known from then on: after the break it comes with the tensor."""
    for variable in _variables(node):
        value = state.names.get(variable.name)
        if isinstance(value, Tensor):
            state.names[variable.name] = made_outside(value)
