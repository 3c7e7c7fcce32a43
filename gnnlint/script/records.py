"""NamedTuples: tuples with fields, and nothing else of what Python gives them.

Mirrors ``NamedTupleConstructor`` of torch/csrc/jit/frontend/sugared_value.cpp and
``_get_named_tuple_properties`` of torch/_jit_internal.py. Their methods are not compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.project.code import ClassCode
from gnnlint.script import schema
from gnnlint.script.arguments import Arguments
from gnnlint.script.flow import Flow
from gnnlint.script.operations import refuse_types
from gnnlint.script.schema import Formal, Schema
from gnnlint.script.sugar import Record, Sugar

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def make(walk: Walk, node: nodes.Call, code: ClassCode, arguments: Arguments, flow: Flow) -> Record:
    """``Pair(x, 1)``: as many fields, of such types, as the class declares."""
    module, headers = code.module, walk.reach.headers
    formals = tuple(
        Formal(name, headers.type_of(module, module.text(it.annotation)), it.node != it.annotation)
        for name, it in code.attributes.items()
        if it.annotation is not None
    )
    schemas = (Schema(formals, None),)
    given = arguments.types(walk, flow)
    outcome = schema.match(schemas, given)
    if outcome.fits is False:
        every = (*given.positional, *(it for _, it in given.keywords))
        refuse_types(walk, node, every, outcome, schemas, flow)
    return Record(code.name, tuple((it.name, it.type) for it in formals))


def field(walk: Walk, owner: Record, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    """``pair.first``."""
    fields = dict(owner.fields)
    if node.attrname not in fields and not node.attrname.startswith("__"):
        detail = f"'{owner.name}' object has no attribute or method '{node.attrname}'"
        walk.refuse("method", node, detail, flow)
    return fields.get(node.attrname)
