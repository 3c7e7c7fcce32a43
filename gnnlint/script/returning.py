"""What a function returns: held against what it declares, or against what it returned before.

Mirrors ``emitReturn`` and ``handleMaybeNoReturn`` of torch/csrc/jit/frontend/ir_emitter.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script import schema
from gnnlint.script.flow import Flow
from gnnlint.script.sugar import Group, type_of
from gnnlint.script.types import BOOL, EMPTY_LIST, FLOAT, INT, NONE, TENSOR, Type, spell, unify
from gnnlint.trace.event import Kind

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def leave(walk: Walk, node: nodes.Return, flow: Flow) -> None:
    """``return``."""
    if node.value is None:
        _returned(walk, NONE, node, flow)
        return
    value = walk.value(node.value, flow)
    type_ = EMPTY_LIST if value == EMPTY_LIST else walk.as_simple(value, node.value, flow)
    wanted = walk.header.returns if walk.header.returns_declared else None
    if isinstance(value, Group) and type_ is None and wanted in (TENSOR, INT, FLOAT, BOOL):
        detail = f"Return value was annotated as having type {spell(wanted)} but is a tuple"
        walk.refuse("return", node, detail, flow)
    _returned(walk, type_, node, flow)


def _returned(walk: Walk, type_: Type | None, node: nodes.NodeNG, flow: Flow) -> None:
    """``emitReturn``: what is declared, or what the statements before have returned."""
    if type_ is not None and type_ != EMPTY_LIST:
        _check_returned(walk, type_, node, flow)
    if not flow.doubtful:
        walk.done.returns.append(type_of(type_))


def _check_returned(walk: Walk, type_: Type, node: nodes.NodeNG, flow: Flow) -> None:
    if walk.header.returns_declared:
        wanted = walk.header.returns
        if wanted is not None and schema.fits(type_, wanted) is False:
            detail = (
                f"Return value was annotated as having type {spell(wanted)} but is actually "
                f"of type {spell(type_)}"
            )
            walk.refuse("return", node, detail, flow)
        return
    before = merged(walk)
    if before is not None and unify(before, type_) is None:
        detail = (
            f"Previous return statement returned a value of type {spell(before)} "
            f"but this return statement returns a value of type {spell(type_)}"
        )
        walk.refuse("return", node, detail, flow)


def merged(walk: Walk) -> Type | None:
    """What the return statements so far return."""
    found = walk.done.returns
    result = found[0] if found else None
    for other in found[1:]:
        result = unify(result, other)
    return result


def end(walk: Walk, node: nodes.FunctionDef, flow: Flow) -> None:
    """The function ends without ``return``."""
    wanted = walk.header.returns
    refused = any(it.kind is Kind.SYNTAX for it in walk.done.refusals)
    if refused or all(isinstance(it, (nodes.Pass, nodes.Expr)) for it in node.body):
        walk.done.returns.append(None)  # what it returns, once mended, is anybody's guess
        return
    if wanted is not None and wanted != NONE and walk.header.returns_declared:
        detail = (
            "Function was not annotated as having type None, but does not return along all paths"
        )
        walk.refuse("return", node.returns or node.args, detail, flow)
    elif not flow.doubtful:
        walk.done.returns.append(NONE)
