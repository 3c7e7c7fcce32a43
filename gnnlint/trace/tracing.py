"""What the checked code hands to ``torch.jit.trace``, ``trace_module`` and ``torch.jit.freeze``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from astroid import nodes

from gnnlint import library
from gnnlint.project.code import ClassCode
from gnnlint.trace.bound import Arguments, Bound, bind
from gnnlint.trace.event import Event, Kind
from gnnlint.trace.heap import DictObject, Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.modes import is_in_training
from gnnlint.trace.state import State
from gnnlint.trace.uses import Use
from gnnlint.trace.value import (
    UNKNOWN,
    Const,
    Function,
    Ref,
    Tensor,
    Tuple,
    Value,
    is_none,
)

FORWARD = "forward"

MOST_TRACINGS = 32
"""Calls of the tracer that are followed in one program; those beyond are gaps."""


@dataclass(frozen=True)
class Tracing:
    """A model or function that ``torch.jit.trace`` runs once, on the arguments of ``use``.

    ``method`` is the method of a model that is run; ``call`` is the event of the tracer's call,
    ``checked`` whether that compares the trace with further inputs.
    """

    use: Use
    method: str
    call: Event
    checked: bool


def trace_call(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``torch.jit.trace(func, example_inputs)``."""
    name = "torch.jit.trace"
    bound, _ = bind(library.signatures(name), arguments)
    target = bound.value("func") or UNKNOWN
    call = _told(machine, node, name, bound, state, _owner(target))
    if call is not None and (found := _target(machine, target, state)) is not None:
        given = _example(bound, state)
        _note(machine, call, found, FORWARD, given, bound, state)
    return UNKNOWN


def trace_module_call(
    machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:
    """``torch.jit.trace_module(mod, {"forward": example_inputs})``."""
    name = "torch.jit.trace_module"
    bound, _ = bind(library.signatures(name), arguments)
    call = _told(machine, node, name, bound, state)
    target, inputs = bound.value("mod"), bound.value("inputs")
    table = state.heap.get(inputs.key) if isinstance(inputs, Ref) else None
    if call is not None and isinstance(target, Ref) and isinstance(table, DictObject):
        for method, given in table.entries.items():
            _note(machine, call, target, str(method), _positional(given), bound, state)
    return UNKNOWN


def freeze_call(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``torch.jit.freeze(mod)`` asks ``mod.training`` (torch/jit/_freeze.py)."""
    name = "torch.jit.freeze"
    bound, _ = bind(library.signatures(name), arguments)
    machine.emit(Kind.CALL, node, state, name=name, call=bound, classes=(name,))
    target = bound.value("mod")
    thing = state.heap.get(target.key) if isinstance(target, Ref) else None
    # A method finds its own model in whatever mode others have left it.
    within_method = any(it.owner is not None for it in machine.stack)
    if isinstance(thing, Instance) and is_in_training(thing) and not within_method:
        machine.emit(Kind.TRACE, node, state, construct="frozen-in-training", name=name,
                     callee=machine.callee(node), classes=(name,))  # fmt: skip
    return target or UNKNOWN


def _told(
    machine: Machine,
    node: nodes.NodeNG,
    name: str,
    bound: Bound,
    state: State,
    owner: Value = UNKNOWN,
) -> Event | None:
    """Record the call, and return its event; None where nothing is recorded.

    ``owner`` is whose method is traced.
    """
    if not machine.recording:
        return None
    details = {"name": name, "call": bound, "classes": (name,)}
    machine.emit(Kind.CALL, node, state, **details, operands={"owner": owner})
    return machine.event(Kind.CALL, node, state, **details)


def _owner(target: Value) -> Value:
    return (target.owner or UNKNOWN) if isinstance(target, Function) else UNKNOWN


def _target(machine: Machine, value: Value, state: State) -> Ref | Function | None:
    """A model or function of the project; ``model.forward`` is the model, other methods fail."""
    if isinstance(value, Function) and isinstance(value.owner, Ref):
        thing = state.heap.get(value.owner.key)
        own = thing.kind if isinstance(thing, Instance) else None
        if isinstance(own, ClassCode) and machine.project.is_module(own):
            return value.owner if value.code.short_name == FORWARD else None
    if isinstance(value, Function):
        return value
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    kind = thing.kind if isinstance(thing, Instance) else None
    return value if isinstance(kind, ClassCode) and isinstance(value, Ref) else None


def _example(bound: Bound, state: State) -> Arguments | None:
    """The arguments of the one run; None where they are not known."""
    named = bound.value("example_kwarg_inputs")
    table = state.heap.get(named.key) if isinstance(named, Ref) else None
    if isinstance(table, DictObject) and table.rest is None:
        return Arguments((), {str(name): value for name, value in table.entries.items()})
    return _positional(bound.value("example_inputs") or UNKNOWN)


def _positional(value: Value) -> Arguments | None:
    if isinstance(value, Tensor):
        return Arguments((value,))
    if isinstance(value, Tuple) and value.items is not None:
        return Arguments(value.items)
    return None


def _note(
    machine: Machine,
    call: Event,
    target: Ref | Function,
    method: str,
    given: Arguments | None,
    bound: Bound,
    state: State,
) -> None:
    checked = not is_none(bound.value("check_inputs") or Const(None))
    use = Use(target, call.place, state.heap.fork(), given)
    machine.tracings.append(Tracing(use, method, call, checked))


def unchecked(tracing: Tracing, found: Iterable[Event]) -> Event | None:
    """The event of a trace that depends on its example, where no further inputs would show it.

    ``found`` are the events that do depend on it.
    """
    places = sorted({it.place for it in found}, key=lambda it: (it.path, it.line, it.column))
    if tracing.checked or not places:
        return None
    call = tracing.call
    return Event(
        Kind.TRACE, call.place, call.source, call.symbol, call.stack, call.name, call.callee,
        "unchecked", path=call.path, scope=call.scope, related=tuple(places),
    )  # fmt: skip
