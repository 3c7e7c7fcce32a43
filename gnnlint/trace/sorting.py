"""Orders: what ``sorted``, ``list.sort``, ``max`` and ``min`` compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from astroid import nodes

from gnnlint import library
from gnnlint.project.code import FunctionCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.names import lookup
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    COUNT,
    Const,
    Library,
    Ref,
    Tuple,
    Value,
    is_from_data,
    is_none,
    may_be_tensor,
)


def order(
    machine: Machine,
    node: nodes.NodeNG,
    items: Sequence[Value],
    arguments: Arguments,
    state: State,
) -> list[Value]:
    """Order ``items`` by themselves, or by what ``key=`` makes of them.

    Dynamo orders by constants only (GB0207, torch/_dynamo/variables/lists.py).

    Returns:
        The items in order, where it is known; else as they come.
    """
    keys = [_key(machine, node, it, arguments, state) for it in items]
    _emit(machine, node, keys, state)
    places = _places(keys)
    backwards = arguments.keywords.get("reverse", Const(False))
    if places is None or not isinstance(backwards, Const):
        return [*items]
    return [items[it] for it in (places[::-1] if backwards.value else places)]


def _places(keys: Sequence[Value]) -> list[int] | None:
    """The places of constant keys in their order; None where some are open, or alike."""
    first = [_parts(key)[0] if _parts(key) else key for key in keys]
    plain: list[Any] = [it.value for it in first if isinstance(it, Const)]
    try:
        if len(plain) == len(keys) == len(set(plain)):
            return sorted(range(len(keys)), key=plain.__getitem__)
    except TypeError:
        return None
    return None


def choose(
    machine: Machine,
    node: nodes.NodeNG,
    items: Sequence[Value],
    arguments: Arguments,
    state: State,
) -> Sequence[int] | None:
    """Take the largest or smallest by ``key=``: what is chosen may be no tensor either (GB0193).

    With ``key=`` or ``default=`` Dynamo takes them from a sequence of constants only, which sizes
    are as long as they are the same each time.

    Returns:
        The places of the items from the smallest to the largest; empty where that is not known,
        None where there is no key.
    """
    if arguments.keywords:
        kind = _iterator(machine, node, state)
        if kind or COUNT in items:
            operands = {"value": arguments.first}
            machine.emit(Kind.CONVERT, node, state, construct=kind or "iterator", operands=operands)
    if "key" in arguments.keywords:
        keys = [_key(machine, node, it, arguments, state) for it in items]
        _emit(machine, node, [*keys, *items], state)
        return _places(keys) or ()
    return None


def _iterator(machine: Machine, node: nodes.NodeNG, state: State) -> str:
    """What the first argument of a call is, where that is no sequence; "" where it may be one.

    A generator that was begun cannot be handed on to what runs eagerly (GB8335).
    """
    given = node.args[0] if isinstance(node, nodes.Call) and node.args else None
    if isinstance(given, nodes.GeneratorExp):
        return "generator"
    if not isinstance(given, nodes.Call):
        return ""
    if isinstance(given.func, nodes.Attribute):
        return _of_method(machine, given.func, state)
    callee = lookup(machine, given.func.name, state) if isinstance(given.func, nodes.Name) else None
    return _BUILTINS.get(callee.name, "") if isinstance(callee, Library) else ""


def _of_method(machine: Machine, method: nodes.Attribute, state: State) -> str:
    """What a method of a dict or a module returns; "" for others, which may return a list."""
    owner = _found(machine, method.expr, state)
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    if isinstance(method.expr, nodes.Dict) or isinstance(thing, DictObject):
        return "iterator" if method.attrname in _OF_DICTS else ""
    if method.attrname not in _OF_MODULES or not isinstance(thing, Instance):
        return ""
    if isinstance(thing.kind, str):
        return "generator" if library.is_module_class(thing.kind) else ""
    own = isinstance(machine.project.method(thing.kind, method.attrname), FunctionCode)
    return "generator" if machine.project.is_module(thing.kind) and not own else ""


def _found(machine: Machine, node: nodes.NodeNG, state: State) -> Value | None:
    """The value of a name, or of an attribute that an object was given; None for all else."""
    if isinstance(node, nodes.Name):
        return lookup(machine, node.name, state)
    owner = _found(machine, node.expr, state) if isinstance(node, nodes.Attribute) else None
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    return thing.attributes.get(node.attrname) if isinstance(thing, Instance) else None


_OF_DICTS = frozenset({"keys", "values", "items"})

_OF_MODULES = frozenset(
    "children named_children modules named_modules parameters named_parameters".split()
)

_BUILTINS = {f"builtins.{it}": "iterator" for it in ("zip", "map", "filter")} | {
    "builtins.enumerate": "generator"
}


def _key(
    machine: Machine, node: nodes.NodeNG, item: Value, arguments: Arguments, state: State
) -> Value:
    key = arguments.keywords.get("key")
    if key is None or is_none(key):
        return item
    return machine.call(node, key, Arguments((item,)), state)


def _emit(machine: Machine, node: nodes.NodeNG, keys: Sequence[Value], state: State) -> None:
    parts = [part for key in keys for part in _parts(key)]
    found = [it for it in parts if may_be_tensor(it)] or [it for it in parts if is_from_data(it)]
    if found:
        machine.emit(Kind.CONVERT, node, state, construct="sort", operands={"value": found[0]})


def _parts(key: Value) -> Sequence[Value]:
    """Tuples are compared part by part."""
    return key.items if isinstance(key, Tuple) and key.items is not None else (key,)
