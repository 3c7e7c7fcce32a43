"""Loops: which variables are there inside and after, and which loops are written out.

Mirrors ``emitFor``, ``emitUnrolledLoop`` and ``emitWhile`` of
torch/csrc/jit/frontend/ir_emitter.cpp.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script.decision import decide
from gnnlint.script.elements import element_of, is_unrolled
from gnnlint.script.flow import Flow
from gnnlint.script.sugar import Absent, type_of
from gnnlint.script.types import NONE
from gnnlint.tree import nodes_of

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def loop(walk: Walk, node: nodes.For, flow: Flow) -> Flow:
    """``for``: variables keep their types through a loop, so that once is enough."""
    iterable = walk.value(node.iter, flow)
    walk.check_iterable(iterable, node.iter, flow)
    unrolled = is_unrolled(iterable)
    inner = flow.fork() if unrolled is not False else flow.block()
    element = element_of(walk.instances, iterable)
    walk.bind(node.target, element, node.iter, inner)
    walk.unrolled.append(unrolled is True)
    end = walk.block(node.body, inner)
    walk.unrolled.pop()
    return _after(node, flow, end, unrolled=unrolled)


def repeat(walk: Walk, node: nodes.While, flow: Flow) -> Flow:
    """``while``."""
    decision = decide(walk, node.test, flow)
    walk.unrolled.append(False)
    end = walk.block(node.body, flow.block(decision.when_true))
    walk.unrolled.pop()
    return _after(node, flow, end, unrolled=False)


def _after(node: nodes.NodeNG, before: Flow, end: Flow | None, *, unrolled: bool | None) -> Flow:
    """What the body of a loop that is written out sets is there afterwards."""
    names, loose = assigned(node.body), unrolled is not False
    if isinstance(node, nodes.For):
        names |= assigned([node.target])
    for name in names:
        if name in before.names:
            after = end.names.get(name) if end is not None else None
            if after != before.names[name]:
                known = type_of(before.names[name])
                before.names[name] = None if known == NONE or loose else before.names[name]
        elif loose:
            before.names[name] = end.names.get(name) if end is not None and unrolled else None
        else:
            before.names[name] = Absent(f"undefined value {name}")
    return before


def assigned(body: Iterable[nodes.NodeNG]) -> set[str]:
    """The names that statements bind."""
    names: set[str] = set()
    for statement in body:
        for it in nodes_of(statement, (nodes.AssignName, nodes.FunctionDef, nodes.ClassDef)):
            names.add(it.name)
    return names
