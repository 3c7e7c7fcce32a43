"""What each expression is to the compiler.

Mirrors ``emitSugaredExpr`` of torch/csrc/jit/frontend/ir_emitter.cpp and the ``attr``, ``getitem``
and ``iter`` of the sugared values (torch/csrc/jit/python/python_sugared_value.cpp).
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from astroid import nodes

from gnnlint import library
from gnnlint.project.code import ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.script import calls, results
from gnnlint.script.decision import decide
from gnnlint.script.elements import element_of, held_items
from gnnlint.script.flow import Flow, meet
from gnnlint.script.instances import PARAMETERS
from gnnlint.script.sugar import (
    Code,
    Definition,
    Held,
    Inferred,
    Library,
    Method,
    Sugar,
    group,
    type_of,
)
from gnnlint.script.types import BOOL, FLOAT, INT, NONE, STR, TENSOR, TENSORS, Type, unify

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

DATA_FIELDS = frozenset(
    """x edge_index edge_attr edge_weight edge_type node_type pos y z batch ptr adj_t face norm
    num_nodes num_edges num_graphs num_features num_node_features num_edge_features x_dict
    edge_index_dict edge_attr_dict batch_dict train_mask val_mask test_mask batch_size""".split()
)
"""Attributes of ``torch_geometric.data.Data`` and ``Batch`` that a Tensor has not."""

DATA_NAMES = frozenset({"data", "batch", "graph", "g", "batch_data", "hetero_data"})


def evaluate(walk: Walk, node: nodes.NodeNG, flow: Flow) -> Sugar | None:
    """What ``node`` is; unknown for what has no entry in the table below."""
    handler = _EXPRESSIONS.get(type(node))
    return handler(walk, node, flow) if handler is not None else None


def _constant(walk: Walk, node: nodes.Const, flow: Flow) -> Sugar | None:
    if node.value is None:
        return NONE
    name = type(node.value).__name__
    return Type(name) if name in ("int", "float", "bool", "str") else None


def _name(walk: Walk, node: nodes.Name, flow: Flow) -> Sugar | None:
    if node.name in flow.names:
        return flow.names[node.name]
    if walk.is_self(node):
        return Held((walk.owner,)) if walk.owner is not None else None
    found = walk.reach.project.lookup(walk.code.module, node.name)
    if found is None and hasattr(builtins, node.name):
        return Library(f"builtins.{node.name}")
    return _definition(found)


def _definition(found: object) -> Sugar | None:
    if isinstance(found, FunctionCode):
        return Code(found)
    if isinstance(found, LibraryName):
        return Library(found.name)
    if isinstance(found, (ClassCode, ModuleCode)):
        return Definition(found)
    return None


def _attribute(walk: Walk, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    owner = evaluate(walk, node.expr, flow)
    name = node.attrname
    if isinstance(owner, Inferred) and _reads_data(owner, name):
        _refuse_data(walk, owner, node, f"has no attribute or method '{name}'", flow)
        return None
    if isinstance(owner, Held):
        return _of_held(walk, owner, name)
    if isinstance(owner, Library):
        return Library(library.canonical(f"{owner.name}.{name}"))
    if isinstance(owner, Definition):
        return _of_definition(walk, owner, name)
    type_ = type_of(owner)
    if type_ is None:
        return None
    if type_ == TENSOR and (found := results.of_attribute(name)) is not None:
        return found
    return Method(type_, name)


def _reads_data(owner: Inferred, name: str) -> bool:
    if library.is_tensor_attribute(name):
        return False
    return name in DATA_FIELDS or owner.name in DATA_NAMES


def _refuse_data(walk: Walk, owner: Inferred, node: nodes.NodeNG, reason: str, flow: Flow) -> None:
    """The first read of an unannotated ``data``; the others follow from it."""
    if owner.name not in walk.read_as_data:
        if not flow.doubtful:
            walk.read_as_data.add(owner.name)
        walk.refuse("data-argument", node, f"'Tensor (inferred)' object {reason}", flow)


def _of_held(walk: Walk, owner: Held, name: str) -> Sugar | None:
    instances = walk.instances
    if instances.container(owner.refs[0]) is not None and name in ("items", "values", "keys"):
        return Method(owner, name)
    if name == "forward":
        return Held(owner.refs)  # calls `forward` itself, which a slice's modules have too
    found = [instances.attribute(ref, name) for ref in owner.refs]
    if all(isinstance(it, Code) for it in found):
        first = found[0]
        same = [it for it in found if isinstance(it, Code) and isinstance(first, Code)
                and it.function is first.function]  # fmt: skip
        if isinstance(first, Code) and len(same) == len(found):
            return Code(first.function, tuple(ref for it in same for ref in it.owners))
    return found[0] if all(it == found[0] for it in found) else None


def _of_definition(walk: Walk, owner: Definition, name: str) -> Sugar | None:
    if isinstance(owner.code, ModuleCode):
        return _definition(walk.reach.project.member(owner.code, name))
    return None


def _subscript(walk: Walk, node: nodes.Subscript, flow: Flow) -> Sugar | None:
    owner = evaluate(walk, node.value, flow)
    index = node.slice
    if isinstance(index, nodes.Slice):
        for bound in (index.lower, index.upper, index.step):
            if bound is not None:
                evaluate(walk, bound, flow)
    else:
        evaluate(walk, index, flow)
    if isinstance(owner, Held):
        return _item_of_modules(walk, owner, node, flow)
    if isinstance(owner, Inferred):
        key = index.value if isinstance(index, nodes.Const) else None
        if isinstance(key, str):
            if owner.name in DATA_NAMES or key in DATA_FIELDS:
                _refuse_data(walk, owner, node, "cannot be indexed by a str", flow)
            return None
    return _item(type_of(owner), index)


def _item(type_: Type | None, index: nodes.NodeNG) -> Type | None:
    if type_ is None:
        return None
    if type_ == TENSOR:
        return TENSOR
    if type_.name == "List" and type_.arguments:
        return type_ if isinstance(index, nodes.Slice) else type_.arguments[0]
    if type_.name == "Dict" and len(type_.arguments) == 2:
        return type_.arguments[1]
    if type_.name == "Tuple":
        key = literal(index)
        if isinstance(key, int) and -len(type_.arguments) <= key < len(type_.arguments):
            return type_.arguments[key]
    return STR if type_ == STR else None


def literal(node: nodes.NodeNG) -> object:
    """The constant that an index is, a negative one included; None for anything else."""
    if isinstance(node, nodes.Const):
        return node.value
    if isinstance(node, nodes.UnaryOp) and node.op == "-" and isinstance(node.operand, nodes.Const):
        value = node.operand.value
        return -value if isinstance(value, int) else None
    return None


def _item_of_modules(walk: Walk, owner: Held, node: nodes.Subscript, flow: Flow) -> Sugar | None:
    kinds = {walk.instances.container(ref) for ref in owner.refs}
    if None in kinds or owner.sliced:
        return None
    if isinstance(node.slice, nodes.Slice):
        return held_items(walk.instances, owner, sliced=True)
    key = literal(node.slice)
    if key is None and not _may_be_literal(walk, node.slice):
        listed = not any("Dict" in (kind or "") for kind in kinds)
        detail = (
            "Expected integer literal for index but got a variable or non-integer"
            if listed
            else "Unable to extract string literal index"
        )
        walk.refuse("module-index", node, detail, flow)
        return held_items(walk.instances, owner)
    if kinds & PARAMETERS:
        return TENSOR
    found = [it for ref in owner.refs if (it := walk.instances.item(ref, key)) is not None]
    return Held(refs) if (refs := walk.instances.modules(found)) else None


def _may_be_literal(walk: Walk, node: nodes.NodeNG) -> bool:
    """A constant of the module, or a name from elsewhere, may be a literal to the compiler."""
    if isinstance(node, nodes.Attribute) and walk.is_self(node.expr):
        return walk.owner is None or node.attrname in walk.constants
    if isinstance(node, nodes.Name):
        return node.name not in node.scope().locals
    return isinstance(node, (nodes.Attribute, nodes.IfExp))


def _binary(walk: Walk, node: nodes.BinOp, flow: Flow) -> Sugar | None:
    left = type_of(evaluate(walk, node.left, flow))
    right = type_of(evaluate(walk, node.right, flow))
    return _arithmetic(left, right, node.op)


def _arithmetic(left: Type | None, right: Type | None, operator: str) -> Type | None:
    sides = {left, right}
    if TENSOR in sides and sides <= {TENSOR, INT, FLOAT, BOOL}:
        return TENSOR
    if left in (INT, FLOAT) and right in (INT, FLOAT):
        return FLOAT if FLOAT in (left, right) or operator == "/" else INT
    if left == right and left is not None and operator == "+" and left.name in ("List", "str"):
        return left
    return STR if left == STR and operator == "%" else None


def _compare(walk: Walk, node: nodes.Compare, flow: Flow) -> Sugar | None:
    types = [type_of(evaluate(walk, node.left, flow))]
    types += [type_of(evaluate(walk, operand, flow)) for _, operand in node.ops]
    if any(operator in ("is", "is not", "in", "not in") for operator, _ in node.ops):
        return BOOL
    if TENSOR in types:
        return TENSOR
    return BOOL if all(it in (INT, FLOAT, BOOL, STR) for it in types) else None


def _logical(walk: Walk, node: nodes.BoolOp, flow: Flow) -> Sugar | None:
    decide(walk, node, flow)
    return BOOL


def _unary(walk: Walk, node: nodes.UnaryOp, flow: Flow) -> Sugar | None:
    if node.op == "not":
        decide(walk, node, flow)
        return BOOL
    return type_of(evaluate(walk, node.operand, flow))


def _ternary(walk: Walk, node: nodes.IfExp, flow: Flow) -> Sugar | None:
    decision = decide(walk, node.test, flow)
    yes = flow.fork(decision.when_true, decision.guard, decision.doubtful)
    other = decision.turned()
    no = flow.fork(other.when_true, other.guard, other.doubtful)
    if decision.outcome is not None:
        return evaluate(walk, node.body, yes) if decision.outcome else evaluate(
            walk, node.orelse, no)  # fmt: skip
    first, second = evaluate(walk, node.body, yes), evaluate(walk, node.orelse, no)
    meet(flow, yes, no)
    if decision.doubtful or decision.guard is not None:
        return first if first == second else None
    return first if first == second else unify(type_of(first), type_of(second))


def _tuple(walk: Walk, node: nodes.Tuple, flow: Flow) -> Sugar | None:
    return group(tuple(evaluate(walk, it, flow) for it in node.elts))


def _list(walk: Walk, node: nodes.List, flow: Flow) -> Sugar | None:
    types = {type_of(evaluate(walk, it, flow)) for it in node.elts}
    if not types:
        return TENSORS
    only = next(iter(types)) if len(types) == 1 else None
    return Type("List", (only,)) if only is not None else None


def _dictionary(walk: Walk, node: nodes.Dict, flow: Flow) -> Sugar | None:
    keys, values = set(), set()
    for key, value in node.items:
        keys.add(type_of(evaluate(walk, key, flow)))
        values.add(type_of(evaluate(walk, value, flow)))
    key_type = next(iter(keys)) if len(keys) == 1 else None
    value_type = next(iter(values)) if len(values) == 1 else None
    if key_type is None or value_type is None:
        return None
    return Type("Dict", (key_type, value_type))


def _comprehension(walk: Walk, node: nodes.ListComp, flow: Flow) -> Sugar | None:
    inner = flow.fork()
    for generator in node.generators:
        iterable = evaluate(walk, generator.iter, inner)
        walk.bind(generator.target, element_of(walk.instances, iterable), generator.iter, inner)
    only = type_of(evaluate(walk, node.elt, inner))
    return Type("List", (only,)) if only is not None else None


def _text(walk: Walk, node: nodes.JoinedStr, flow: Flow) -> Sugar | None:
    for part in node.values:
        if isinstance(part, nodes.FormattedValue):
            evaluate(walk, part.value, flow)
    return STR


def _starred(walk: Walk, node: nodes.Starred, flow: Flow) -> Sugar | None:
    evaluate(walk, node.value, flow)
    return None


_Expression = Callable[["Walk", Any, Flow], "Sugar | None"]

_EXPRESSIONS: dict[type, _Expression] = {
    nodes.Const: _constant,
    nodes.Name: _name,
    nodes.Attribute: _attribute,
    nodes.Subscript: _subscript,
    nodes.Call: calls.call,
    nodes.BinOp: _binary,
    nodes.Compare: _compare,
    nodes.BoolOp: _logical,
    nodes.UnaryOp: _unary,
    nodes.IfExp: _ternary,
    nodes.Tuple: _tuple,
    nodes.List: _list,
    nodes.Dict: _dictionary,
    nodes.ListComp: _comprehension,
    nodes.JoinedStr: _text,
    nodes.Starred: _starred,
}
