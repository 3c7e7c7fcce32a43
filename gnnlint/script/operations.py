"""Operators between values: which operator of TorchScript a Python one is, and what comes out.

Mirrors ``getOverload`` and ``emitSugaredExpr`` of torch/csrc/jit/frontend/ir_emitter.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script import objects, schema
from gnnlint.script.decision import decide
from gnnlint.script.flow import Flow
from gnnlint.script.schema import Given, Outcome
from gnnlint.script.sugar import Object, Sugar
from gnnlint.script.types import BOOL, ENUM, NONE, Type, parts, spell, without_none

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

NO_LENGTH = "cannot statically infer the expected size of a list in this context"
"""Of a list where a tuple is wanted (``SimpleValue::asTuple`` of sugared_value.cpp)."""

BINARY = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floordiv", "%": "remainder",
    "**": "pow", "@": "matmul", "&": "__and__", "|": "__or__", "^": "__xor__",
    "<<": "__lshift__", ">>": "__rshift__",
}  # fmt: skip
COMPARED = {"==": "eq", "!=": "ne", "<": "lt", ">": "gt", "<=": "le", ">=": "ge"}
UNARY = {"-": "neg", "~": "bitwise_not"}


def binary(walk: Walk, node: nodes.BinOp, flow: Flow) -> Sugar | None:
    """``a + b``."""
    first = walk.value(node.left, flow)
    left, right = walk.as_simple(first, node.left, flow), walk.simple(node.right, flow)
    if isinstance(first, Object):
        objects.check_method(
            walk, first, f"__{_METHODS.get(node.op, BINARY[node.op])}__", node, flow
        )
        return None
    joined = _tuples(left, right, node.op)
    if joined is not None:
        return joined
    if node.op == "%" and left is not None and left.name == "str":
        return left
    return operate(walk, BINARY[node.op], node, (left, right), flow)


_METHODS = {"/": "truediv", "%": "mod", "&": "and", "|": "or", "^": "xor"}
"""Operators whose methods are not named like the operators of TorchScript."""


def _tuples(left: Type | None, right: Type | None, operator: str) -> Type | None:
    """Tuples are joined by the compiler itself."""
    if operator != "+" or left is None or right is None:
        return None
    if left.name == right.name == "Tuple":
        return Type("Tuple", (*left.arguments, *right.arguments))
    return None


_CLASSES = frozenset({"SparseTensor", "Module"})
"""Classes, which may have operators of their own."""


def operate(
    walk: Walk,
    operator: str,
    node: nodes.NodeNG,
    types: tuple[Type | None, ...],
    flow: Flow,
) -> Type | None:
    """The result of an operator; refused where no overload takes its operands."""
    if any(it is not None and it.name in _CLASSES for it in types):
        return None
    if ENUM in types and operator not in BINARY.values():
        return None  # equal or not: of which Enum it is, is not kept
    outcome = schema.operate(operator, types)
    if outcome.fits is not False:
        return outcome.result
    refuse_types(walk, node, types, outcome, schema.of_operator(operator), flow)
    return None


def refuse_types(
    walk: Walk,
    node: nodes.NodeNG,
    types: tuple[Type | None, ...],
    outcome: Outcome,
    schemas: tuple[schema.Schema, ...],
    flow: Flow,
) -> None:
    """Arguments that fit no overload; that may be for an optional that is not refined."""
    unrefined = next((it for it in types if it is not None and is_optional(it)), None)
    if unrefined is not None:
        refined = tuple(without_none(it) if it is not None else None for it in types)
        if schema.match(schemas, Given(refined)).fits is not False:
            walk.refuse("optional", node, f"it may be None: its type is {spell(unrefined)}", flow)
            return
    walk.refuse("operands", node, outcome.reason or "Arguments for call are not valid", flow)


def is_optional(type_: Type) -> bool:
    """Whether it may be None, and something else."""
    return type_.name == "Union" and NONE in parts(type_)


def compare(walk: Walk, node: nodes.Compare, flow: Flow) -> Sugar | None:
    """``a < b``, ``a in b``, ``a is b``."""
    left = walk.simple(node.left, flow)
    result: Type | None = BOOL
    for operator, operand in node.ops:
        if operator in ("in", "not in"):
            _contains(walk, node, operand, left, flow)
            left, result = None, BOOL
            continue
        right = walk.simple(operand, flow)
        if operator in COMPARED and not _tuple_compared(left, right):
            result = operate(walk, COMPARED[operator], node, (left, right), flow)
        else:
            result = BOOL
        left = right
    return result if len(node.ops) == 1 else BOOL


def _tuple_compared(left: Type | None, right: Type | None) -> bool:
    return left is not None and right is not None and left.name == right.name == "Tuple"


_SEARCHED = frozenset("List Dict Tuple Tensor int float bool None".split())


def _contains(
    walk: Walk, node: nodes.NodeNG, container: nodes.NodeNG, item: Type | None, flow: Flow
) -> None:
    value = walk.value(container, flow)
    type_ = walk.as_simple(value, container, flow)
    if type_ is not None and (type_.name in _SEARCHED or is_optional(type_)):
        operate(walk, "__contains__", node, (type_, item), flow)


def logical(walk: Walk, node: nodes.BoolOp, flow: Flow) -> Sugar | None:
    """``a and b``: a bool, whatever its sides are."""
    decide(walk, node, flow)
    return BOOL


def unary(walk: Walk, node: nodes.UnaryOp, flow: Flow) -> Sugar | None:
    """``-a``, ``~a``, ``not a``."""
    if node.op == "not":
        decide(walk, node, flow)
        return BOOL
    type_ = walk.simple(node.operand, flow)
    if node.op not in UNARY:
        return type_
    return operate(walk, UNARY[node.op], node, (type_,), flow)
