"""Methods of lists and dicts: what they return, and what they leave."""

from __future__ import annotations

from collections.abc import Iterable

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.indexing import look_up
from gnnlint.trace.iteration import every_item, items_of
from gnnlint.trace.machine import Machine
from gnnlint.trace.sorting import order
from gnnlint.trace.state import State
from gnnlint.trace.unions import join, unite
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    Option,
    Ref,
    Scalar,
    Source,
    Tuple,
    Value,
)


def call_list(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: ListObject,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    """Call the method ``name`` of a list, a set or a deque."""
    first = arguments.first
    if name == "add":
        look_up(machine, node, first, state)
    if name in ("append", "add", "appendleft"):
        state.heap[ref.key] = thing.append(first)
    elif name in ("extend", "update"):
        items, rest = items_of(machine, node, first, state)
        for item in every_item(items, rest) if name == "update" else ():
            look_up(machine, node, item, state)
        for item in items:
            thing = thing.append(item)
        if rest is not None:
            known = rest if thing.rest is None else join(thing.rest, rest)
            thing = ListObject(thing.items, known)
        state.heap[ref.key] = thing
    elif name == "insert":
        second = arguments.positional[1] if len(arguments.positional) > 1 else UNKNOWN
        if first == Const(0) and thing.rest is None:
            state.heap[ref.key] = ListObject((second, *thing.items))
        else:
            state.heap[ref.key] = ListObject((), join(thing.any(), second))
    elif name == "pop":
        if thing.rest is None and thing.items and (not arguments.positional or first == Const(0)):
            at = 0 if first == Const(0) else -1
            kept = thing.items[1:] if at == 0 else thing.items[:-1]
            state.heap[ref.key] = ListObject(kept)
            return thing.items[at]
        taken = thing.any()
        state.heap[ref.key] = ListObject((), taken)
        return taken
    elif name == "sort":
        further = [thing.rest] if thing.rest is not None else []
        ordered = order(machine, node, [*thing.items, *further], arguments, state)
        if thing.rest is None:
            state.heap[ref.key] = ListObject(tuple(ordered), count=thing.count)
    elif name == "copy":
        return machine.allocate(state, thing)
    elif name == "reverse":
        kept = thing.items[::-1] if thing.rest is None else ()
        state.heap[ref.key] = ListObject(kept, None if thing.rest is None else thing.any())
    elif name == "clear":
        state.heap[ref.key] = ListObject()
    elif name in ("remove", "discard") and first in thing.items:
        place = thing.items.index(first)
        kept = (*thing.items[:place], *thing.items[place + 1 :])
        state.heap[ref.key] = ListObject(kept, thing.rest)
    elif name in ("remove", "discard") and not _is_told((first, *thing.items), thing.rest):
        state.heap[ref.key] = ListObject((), thing.any())
    elif name in ("index", "count"):
        return Scalar("int", Source.PARAMETER)
    return NONE


def _is_told(values: Iterable[Value], rest: Value | None) -> bool:
    """Whether all of them are constants, and there are no others."""
    return rest is None and all(isinstance(it, Const) for it in values)


def call_dict(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: DictObject,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    """Call the method ``name`` of a dict."""
    first = arguments.first
    if name in ("get", "pop", "setdefault", "__getitem__"):
        default = arguments.positional[1] if len(arguments.positional) > 1 else NONE
        look_up(machine, node, first, state)
        if not isinstance(first, Const):
            return unite((Option(thing.any()), Option(default)))
        found = thing.entries.get(first.value)
        if found is None:
            found = default if thing.rest is None else unite((Option(thing.rest), Option(default)))
        _take_or_put(ref, thing, name, first, found, state)
        return found
    key_rest = Scalar("str") if thing.rest is not None else None
    if name == "keys":
        return machine.allocate(state, ListObject(tuple(Const(k) for k in thing.entries), key_rest))
    if name == "values":
        return machine.allocate(state, ListObject(tuple(thing.entries.values()), thing.rest))
    if name == "items":
        pairs = tuple(Tuple((_key(k), v)) for k, v in thing.entries.items())
        further = Tuple((Scalar("str"), thing.rest)) if thing.rest is not None else None
        return machine.allocate(state, ListObject(pairs, further))
    if name == "update":
        other = state.heap.get(first.key) if isinstance(first, Ref) else None
        entries: dict[object, Value] = dict(thing.entries)
        entries.update(arguments.keywords)
        rest = thing.rest
        if isinstance(other, DictObject):
            entries |= dict(other.entries)
            rest = other.rest if rest is None else rest
        elif arguments.positional:
            rest = UNKNOWN
        state.heap[ref.key] = DictObject(entries, rest)
        return NONE
    if name == "copy":
        return machine.allocate(state, thing)
    return UNKNOWN


def _take_or_put(
    ref: Ref, thing: DictObject, name: str, key: Const, found: Value, state: State
) -> None:
    """What ``pop`` and ``setdefault`` leave in a dict."""
    entries: dict[object, Value] = dict(thing.entries)
    if name == "pop":
        entries.pop(key.value, None)
    elif name == "setdefault":
        entries[key.value] = found
    if entries != thing.entries:
        state.heap[ref.key] = replace(thing, entries=entries)


def _key(key: object) -> Value:
    if isinstance(key, tuple):
        return Tuple(tuple(Const(part) for part in key))
    return Const(key)
