"""Copies: ``copy.copy``, ``copy.deepcopy``, and a dataclass as a dict or a tuple."""

from __future__ import annotations

from collections.abc import Iterable

from astroid import nodes

from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.builtin_calls import Handler
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Ref, Tensor, Tuple, Value

_DEEPEST = 4  # containers within containers, past which nothing is looked for


def _copy(name: str) -> Handler:
    """A copy, which is what it was made of."""

    def handler(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
        _emit(machine, node, name, arguments.first, state)
        return arguments.first

    return handler


def _as_dict(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    _emit(machine, node, "dataclasses.asdict", arguments.first, state)
    thing = _object(arguments.first, state)
    if not isinstance(thing, Instance):
        return UNKNOWN
    return machine.allocate(state, DictObject({name: it for name, it in thing.attributes.items()}))


def _as_tuple(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    _emit(machine, node, "dataclasses.astuple", arguments.first, state)
    thing = _object(arguments.first, state)
    return Tuple(tuple(thing.attributes.values())) if isinstance(thing, Instance) else UNKNOWN


def _emit(machine: Machine, node: nodes.NodeNG, name: str, original: Value, state: State) -> None:
    """The call, with what is copied and ``held``, a tensor somewhere inside of it."""
    bound = Bound({"x": original, "held": _tensor_within(original, state)})
    machine.emit(Kind.CALL, node, state, name=name, call=bound, classes=(name,))


def _tensor_within(value: Value, state: State, depth: int = 0) -> Value:
    """A tensor that a container, or an object that is no module, is known to hold."""
    if depth == _DEEPEST:
        return UNKNOWN
    for item in _items(value, state):
        found = item if isinstance(item, Tensor) else _tensor_within(item, state, depth + 1)
        if isinstance(found, Tensor) and not found.assumed:
            return found
    return UNKNOWN


def _items(value: Value, state: State) -> Iterable[Value]:
    if isinstance(value, Tuple):
        return value.items or ()
    thing = _object(value, state)
    if isinstance(thing, ListObject):
        return thing.items
    if isinstance(thing, DictObject):
        return thing.entries.values()
    if isinstance(thing, Instance) and thing.library_class is None:
        return thing.attributes.values()
    return ()


def _object(value: Value, state: State) -> object:
    return state.heap.get(value.key) if isinstance(value, Ref) else None


COPYING: dict[str, Handler] = {
    "copy.copy": _copy("copy.copy"),
    "copy.deepcopy": _copy("copy.deepcopy"),
    "dataclasses.asdict": _as_dict,
    "dataclasses.astuple": _as_tuple,
}
"""What copies, by canonical name. Dynamo traces none of them over a tensor."""
