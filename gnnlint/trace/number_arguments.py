"""Tensors in the place of numbers among the arguments of torch's functions."""

from __future__ import annotations

from collections.abc import Iterable

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.library import kinds
from gnnlint.library.numbers import number_arguments
from gnnlint.trace.bound import Bound
from gnnlint.trace.event import Event, Kind
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    DType,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
    made_outside,
)
from gnnlint.trace.variables import carry_along, last_made, variables_among

_COUNTING = frozenset(
    """size n start end steps k length high chunks shifts dim_size num_nodes""".split()
)
"""Parameters of whole numbers that rules ask about by name."""


def with_known(machine: Machine, node: nodes.NodeNG, bound: Bound, state: State) -> Bound:
    """The arguments of a call, the numbers among them as the compiler has them.

    What was made of a number in the code it takes for that number. A graph that is handed a whole
    number in a tensor without dimensions knows it (torch/_subclasses/fake_tensor.py,
    ``from_real_tensor``). So does what follows a break between the making of the number and its
    use; whether one is there the rules say later, so what mostly breaks leaves the number in doubt.
    """
    if not isinstance(node, nodes.Call) or _COUNTING.isdisjoint(bound.passed):
        return bound
    counting = (value for name, value in bound.passed.items() if name in _COUNTING)
    handed_on = _handed_on(machine, node, counting, state)
    passed = {
        name: _as_number(value, handed_on) if name in _COUNTING else value
        for name, value in bound.passed.items()
    }
    return replace(bound, passed=passed) if passed != bound.passed else bound


def _as_number(value: Value, handed_on: list[Tensor]) -> Value:
    if isinstance(value, Tuple) and value.items is not None:
        return replace(value, items=tuple(_as_number(it, handed_on) for it in value.items))
    if isinstance(value, Tensor) and value.constant:
        return Scalar("number", Source.PARAMETER)
    return made_outside(value) if value in handed_on else value


def read_numbers(
    machine: Machine, node: nodes.NodeNG, name: str, bound: Bound, state: State
) -> None:
    """Note each number that the function called ``name`` reads from a tensor that is traced.

    Args:
        node: the call.
        bound: its arguments, lists written as tuples.
    """
    table = number_arguments(name)
    given = [bound.passed[it] for it in table if it in bound.passed]
    if not isinstance(node, nodes.Call) or not any(map(_holds_tensor, given)):
        return
    known = _handed_on(machine, node, given, state)
    for parameter, effect in table.items():
        value = bound.passed.get(parameter)
        if value is not None and any(_is_read(it, known) for it in _parts(value)):
            machine.emit(
                Kind.CONVERT,
                node,
                state,
                callee=machine.callee(node),
                construct=f"argument-{effect}",
                detail=parameter,
                operands={"value": value},
            )
            carry_along(variables_among(node), state)
            return


def _holds_tensor(value: Value) -> bool:
    return any(isinstance(it, Tensor) for it in _parts(value))


def _parts(value: Value) -> tuple[Value, ...]:
    return value.items or () if isinstance(value, Tuple) else (value,)


def _is_read(value: Value, known: list[Tensor]) -> bool:
    """Whether the number in a tensor is certainly unknown to the compiler (see ``with_known``)."""
    if not isinstance(value, Tensor) or value.array or value.assumed or value.constant:
        return False
    return value.dtype is DType.FLOAT or (value.role == "intermediate" and value not in known)


def _handed_on(
    machine: Machine, node: nodes.Call, values: Iterable[Value], state: State
) -> list[Tensor]:
    """The whole numbers among the arguments of a call that a break may have handed on."""
    whole = [it for value in values for it in _parts(value) if _is_computed_whole(it)]
    if not whole:
        return []
    held = [
        state.names.get(it.name)
        for it in variables_among(node)
        if _may_be_handed_on(machine, it, node)
    ]
    return [it for it in held if isinstance(it, Tensor) and it in whole]


def _is_computed_whole(value: Value) -> bool:
    if not isinstance(value, Tensor) or value.role != "intermediate":
        return False
    return value.dtype is not DType.FLOAT


_LIBRARIES = ("torch.", "torch_geometric.")
_READING = frozenset({"torch.Tensor.item", "torch.Tensor.tolist"})


def _tends_to_break(event: Event) -> bool:
    """Whether an event is of a kind that mostly breaks the graph; operators and layers do not."""
    if event.kind is Kind.CALL:
        return event.name in _READING or not event.name.startswith(_LIBRARIES)
    if event.kind is Kind.READ_ITEM:
        index = event.operands.get("index")
        return isinstance(index, Tensor) and index.dtype is DType.BOOL
    return event.kind in (Kind.BRANCH, Kind.CONVERT, Kind.FORMAT)


def _may_be_handed_on(machine: Machine, variable: nodes.Name, node: nodes.Call) -> bool:
    """Whether something stands between the variable's making and the call that may break."""
    made = last_made(variable)
    start = made.lineno if made is not None else node.scope().fromlineno
    frame, last = machine.frame.key, node.lineno
    return any(
        site.frame == frame and start < site.place.line < last
        for event in machine.events
        if _tends_to_break(event)
        for site in event.stack
    )


_MAKERS = kinds.FILLED | kinds.SIZED


def keep_numbers(node: nodes.NodeNG, name: str, state: State) -> None:
    """Let the tensors that a maker of tensors takes for sizes carry their numbers along.

    Args:
        node: the call.
        name: the function or method it calls.
    """
    bare = name.rpartition(".")[2]
    if bare in _MAKERS and isinstance(node, nodes.Call):
        alike = node.args[:1] if bare.endswith("_like") else ()  # of which the shape is taken
        carry_along((it for it in variables_among(node) if it not in alike), state)
