"""Loops: which variables are there inside and after, and which loops are written out.

Mirrors ``emitFor``, ``emitUnrolledLoop`` and ``emitWhile`` of
torch/csrc/jit/frontend/ir_emitter.cpp.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script.decision import decide
from gnnlint.script.elements import element_of
from gnnlint.script.flow import Flow
from gnnlint.script.sugar import Absent, Elements, Group, Held, Sugar, type_of
from gnnlint.script.types import NONE

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def loop(walk: Walk, node: nodes.For, flow: Flow) -> Flow:
    """``for``: variables keep their types through a loop, so that once is enough."""
    iterable = walk.value(node.iter, flow)
    walk.check_iterable(iterable, node.iter, flow)
    unrolled = _is_unrolled(iterable)
    inner = flow.fork() if unrolled is not False else flow.block()
    element = element_of(walk.instances, iterable)
    if unrolled is False:
        _hide(node.target, inner)
    walk.bind(node.target, element, node.iter, inner)
    walk.unrolled.append(unrolled is True)
    end = walk.block(node.body, inner)
    walk.unrolled.pop()
    return _after(node, flow, end, loose=unrolled is not False)


def _hide(target: nodes.NodeNG, flow: Flow) -> None:
    """The variable of a loop is its own, whatever had its name before."""
    for name in assigned([target]):
        flow.outer.pop(name, None)


def repeat(walk: Walk, node: nodes.While, flow: Flow) -> Flow:
    """``while``."""
    decision = decide(walk, node.test, flow)
    walk.unrolled.append(False)
    end = walk.block(node.body, flow.block(decision.when_true))
    walk.unrolled.pop()
    return _after(node, flow, end, loose=False)


def _after(node: nodes.NodeNG, before: Flow, end: Flow | None, *, loose: bool) -> Flow:
    """``loose``: what the body sets may be there afterwards."""
    names = assigned(node.body)
    if isinstance(node, nodes.For):
        names |= assigned([node.target])
    for name in names:
        if name in before.names:
            after = end.names.get(name) if end is not None else None
            if after != before.names[name]:
                known = type_of(before.names[name])
                before.names[name] = None if known == NONE or loose else before.names[name]
        elif loose:
            before.names[name] = end.names.get(name) if end is not None else None
        else:
            before.names[name] = Absent(f"undefined value {name}")
    return before


def _is_unrolled(iterable: Sugar | None) -> bool | None:
    """Whether a loop is written out, once for each item; None where nobody knows."""
    if isinstance(iterable, (Held, Group)):
        return True
    if isinstance(iterable, Elements):
        element = iterable.element
        parts = element.items if isinstance(element, Group) else (element,)
        if any(isinstance(it, Held) for it in parts):
            return True
        return None if None in parts else False
    type_ = type_of(iterable)
    return None if type_ is None else type_.name == "Tuple"


def assigned(body: Iterable[nodes.NodeNG]) -> set[str]:
    """The names that statements bind."""
    names: set[str] = set()
    for statement in body:
        for it in statement.nodes_of_class((nodes.AssignName, nodes.FunctionDef, nodes.ClassDef)):
            names.add(it.name)
    return names
