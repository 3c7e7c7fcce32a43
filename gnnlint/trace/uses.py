"""Uses: where the checked code itself makes a model, and what it calls it with.

Outside everything compiled (at module level, in a ``main``, in a trainer's methods) the trace notes
each instance of a project's module class and the arguments of its first calls. Tracing such an
instance says more than tracing its class: layers handed in are known, and options are decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from astroid import nodes

from gnnlint.finding import Place
from gnnlint.frozen import replace
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import DictObject, Heap, ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import UNKNOWN, Const, Function, Option, Ref, Scalar, Source, Tuple, Value

MOST_CALLS = 2
"""Calls of one instance that are traced; a training and an evaluation loop make two."""


@dataclass(frozen=True)
class Use:
    """A model (or a function to be compiled) as the code makes it.

    ``arguments`` are those of one call, None where no call was seen. ``heap`` is what was there at
    that moment; ``place`` is where the model is made.
    """

    target: Ref | Function
    place: Place
    heap: Heap
    arguments: Arguments | None = None


def note_made(machine: Machine, node: nodes.NodeNG, ref: Ref, state: State) -> None:
    """Note that a module was made, unless another module did so for itself."""
    if machine.is_outside and machine.program is not None and not _within_module(machine):
        machine.uses.append(Use(ref, machine.module.place(node), state.heap.fork()))


def note_called(
    machine: Machine, node: nodes.NodeNG, ref: Ref, arguments: Arguments, state: State
) -> None:
    """Note that a module made by the code was called, outside everything compiled."""
    if not machine.is_outside or machine.program is None or _within_module(machine):
        return
    known = [it for it in machine.uses if it.target == ref]
    if any(it.arguments == arguments for it in known):
        return
    if known and sum(it.arguments is not None for it in known) < MOST_CALLS:
        machine.uses.append(replace(known[0], heap=state.heap.fork(), arguments=arguments))


def _within_module(machine: Machine) -> bool:
    """Whether a module's own method is running: what it makes and calls is traced with it."""
    owners = (it.code.owner for it in machine.stack if it.code is not None)
    return any(owner is not None and machine.project.is_module(owner) for owner in owners)


def telling(uses: Sequence[Use]) -> list[Use]:
    """The uses worth tracing: of an instance that is called, its calls alone."""
    called = {it.target for it in uses if it.arguments is not None}
    return [it for it in uses if it.arguments is not None or it.target not in called]


def made_by_contract(place: Place, made: Value, given: Value, state: State) -> list[Use]:
    """What ``model()`` returns, called with what ``inputs()`` lists (docs/examples)."""
    if not isinstance(made, (Ref, Function)):
        return []
    arguments = _arguments_of(given, state)
    return [Use(made, place, state.heap.fork(), arguments)]


def _arguments_of(given: Value, state: State) -> Arguments | None:
    """The arguments of all calls in one: what differs from call to call is left open."""
    listed = state.heap.get(given.key) if isinstance(given, Ref) else None
    if isinstance(listed, ListObject):
        calls = [*listed.items, *([listed.rest] if listed.rest is not None else [])]
    elif isinstance(given, Tuple) and given.items is not None:
        calls = list(given.items)
    else:
        return None
    if all(isinstance(it, Tuple) and it.items is not None for it in calls):
        rows = [it.items for it in calls if isinstance(it, Tuple) and it.items is not None]
        if rows and len({len(row) for row in rows}) == 1:
            return Arguments(tuple(_varying(column) for column in zip(*rows, strict=True)))
        return None
    tables = [state.heap.get(it.key) for it in calls if isinstance(it, Ref)]
    entries = [it.entries for it in tables if isinstance(it, DictObject)]
    if entries and len(entries) == len(calls) and len({frozenset(it) for it in entries}) == 1:
        names = [str(name) for name in entries[0]]
        return Arguments((), {name: _varying([it[name] for it in entries]) for name in names})
    return None


def _varying(values: Sequence[Value]) -> Value:
    """One value for an argument of several calls; a number that differs is any number.

    Objects are told by the first of them: a batch has the same class at each call.
    """
    if len(set(values)) == 1 or all(isinstance(it, Ref) for it in values):
        return values[0]
    kinds = {type(it.value).__name__ for it in values if isinstance(it, Const)}
    if len(kinds) == 1 and all(isinstance(it, Const) for it in values):
        kind = kinds.pop()
        if kind in ("int", "float", "bool", "str"):
            return Scalar(kind, Source.BATCH if kind == "int" else Source.PARAMETER)
    return unite(Option(it) for it in values) if values else UNKNOWN
