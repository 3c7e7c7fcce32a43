"""Displays and comprehensions: lists, dicts and tuples written out.

Mirrors ``emitListLiteral``, ``emitDictLiteral`` (the ``TK_DICT_LITERAL`` case) and
``emitListComprehension`` of torch/csrc/jit/frontend/ir_emitter.cpp.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script.elements import element_of, is_unrolled
from gnnlint.script.flow import Flow
from gnnlint.script.operations import NO_LENGTH
from gnnlint.script.sugar import Held, PythonValue, Sugar, group
from gnnlint.script.types import EMPTY_LIST, STR, TENSOR, Type, spell, unify, union

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

_KEYS = frozenset({"int", "float", "bool", "complex", "Tensor", "Device", "str"})


def tuple_display(walk: Walk, node: nodes.Tuple, flow: Flow) -> Sugar | None:
    """``a, b``: its items may be anything."""
    if any(isinstance(it, nodes.Starred) for it in node.elts):
        _starred(walk, node, flow)
        return None
    return group(tuple(_item(walk, it, flow) for it in node.elts))


def _item(walk: Walk, node: nodes.NodeNG, flow: Flow) -> Sugar | None:
    """A module in a tuple is an object like any other: it can no longer be called."""
    value = walk.value(node, flow)
    if isinstance(value, PythonValue):
        return walk.as_simple(value, node, flow)
    return Held(value.refs, sliced=True) if isinstance(value, Held) else value


def list_display(walk: Walk, node: nodes.List, flow: Flow) -> Sugar | None:
    """``[a, b]``: items of different types make a list of a union."""
    if not node.elts:
        return EMPTY_LIST
    if any(isinstance(it, nodes.Starred) for it in node.elts):
        _starred(walk, node, flow)
        return None
    types = [walk.simple(it, flow) for it in node.elts]
    element = joined(types)
    return Type("List", (element,)) if element is not None else None


def _starred(walk: Walk, node: nodes.List | nodes.Tuple, flow: Flow) -> None:
    """``[*a, b]``: only a tuple can be taken apart."""
    for it in node.elts:
        type_ = walk.simple(it.value if isinstance(it, nodes.Starred) else it, flow)
        if isinstance(it, nodes.Starred) and type_ is not None and type_.name == "List":
            walk.refuse("unpack-length", it, NO_LENGTH, flow)


def joined(types: Iterable[Type | None]) -> Type | None:
    """The type of items together: one type, else a union."""
    every = list(types)
    merged: Type | None = every[0]
    for it in every[1:]:
        if it is None or merged is None:
            return None
        merged = unify(merged, it) or union((merged, it))
    return merged


def dict_display(walk: Walk, node: nodes.Dict, flow: Flow) -> Sugar | None:
    """``{a: b}``: keys of one type that can be one."""
    if not node.items:
        return Type("Dict", (STR, TENSOR))
    keys = [walk.simple(key, flow) for key, _ in node.items]
    values = [walk.simple(value, flow) for _, value in node.items]
    key_type = _key_type(walk, node, keys, flow)
    value_type = joined(values)
    if key_type is None or value_type is None:
        return None
    return Type("Dict", (key_type, value_type))


def _key_type(walk: Walk, node: nodes.Dict, keys: list[Type | None], flow: Flow) -> Type | None:
    known = [it for it in keys if it is not None]
    if len(known) < len(keys):
        return None
    first = known[0]
    if any(it != first for it in known):
        detail = (
            "Dicts may only contain homogeneous keys, but the type of the first generated key was "
            f"{spell(first)}"
        )
        walk.refuse("mixed", node, detail, flow)
        return None
    if first.name not in _KEYS:
        detail = (
            f"Cannot create dict for key type '{spell(first)}', only int, float, complex, Tensor, "
            "device and string keys are supported"
        )
        walk.refuse("mixed", node, detail, flow)
        return None
    return first


def comprehension(walk: Walk, node: nodes.ListComp, flow: Flow) -> Sugar | None:
    """``[f(a) for a in b]``."""
    inner = _bound(walk, node.generators, flow)
    only = walk.simple(node.elt, inner)
    return Type("List", (only,)) if only is not None else None


def dict_comprehension(walk: Walk, node: nodes.DictComp, flow: Flow) -> Sugar | None:
    """``{f(a): g(a) for a in b}``."""
    inner = _bound(walk, node.generators, flow)
    key, value = walk.simple(node.key, inner), walk.simple(node.value, inner)
    return Type("Dict", (key, value)) if key is not None and value is not None else None


def _bound(walk: Walk, generators: list[nodes.Comprehension], flow: Flow) -> Flow:
    inner = flow
    for generator in generators:
        iterable = walk.value(generator.iter, inner)
        inner = inner.block() if is_unrolled(iterable) is False else inner.fork()
        walk.check_iterable(iterable, generator.iter, inner)
        walk.bind(generator.target, element_of(walk.instances, iterable), generator.iter, inner)
    return inner
