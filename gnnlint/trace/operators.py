"""Operators on values: arithmetic, comparison, logic."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.library import kinds
from gnnlint.trace import gradients, leaves, ranks, shapes, varying
from gnnlint.trace.agreement import heed
from gnnlint.trace.bound import NOTHING_PASSED
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.node_count import note_count
from gnnlint.trace.special import overloaded
from gnnlint.trace.state import State
from gnnlint.trace.texts import is_kept_open, read_text
from gnnlint.trace.unions import pairs, unite
from gnnlint.trace.value import (
    ARRAY,
    COUNT,
    NONE,
    UNKNOWN,
    Const,
    DType,
    Layout,
    Library,
    Member,
    Missing,
    Opaque,
    Option,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Union,
    Value,
    assumption,
    constant,
    is_array,
    is_from_data,
    is_node_count,
    is_none,
    options,
    role_of_result,
)

_FOLD: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}

_FOLDABLE = (int, float, str, tuple, bool)
_LARGEST = 10**9


def binary(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value:
    """The value of ``left sign right`` for arithmetic and bitwise operators."""
    if isinstance(left, Union) or isinstance(right, Union):
        return _each(machine, node, sign, left, right, state)
    if (own := overloaded(machine, node, sign, left, right, state)) is not None:
        return own
    counts = is_node_count(left) or is_node_count(right)
    if counts:
        note_count(machine, node, state)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _tensor(machine, sign, left, right, state)
    if counts:
        return COUNT
    if isinstance(left, Const) and isinstance(right, Const):
        return fold(sign, left, right)
    if (text := next(filter(is_kept_open, (left, right)), None)) is not None:
        read_text(machine, node, text, state)
        return text
    if sign == "*" and isinstance(left, (Tuple, Ref)) and isinstance(right, Scalar):
        operands = {"iterable": left, "count": right}
        machine.emit(Kind.LOOP, node, state, construct="repeat", operands=operands)
    if isinstance(left, Tuple) and isinstance(right, Tuple) and sign == "+":
        return _behind(left, right)
    if (isinstance(left, Tuple) and sign == "+") or (isinstance(left, Tuple) and sign == "*"):
        return Tuple(None, unite(Option(it) for it in elements(left)) if elements(left) else None)
    if isinstance(left, Ref) and sign in "+*":
        return _list(machine, sign, left, right, state)
    if isinstance(left, Ref) and isinstance(right, Ref) and sign == "|":
        return _merged(machine, left, right, state)
    if isinstance(left, (Scalar, Const)) and isinstance(right, (Scalar, Const)):
        for it in _asked(sign, left, right):
            machine.emit(Kind.CONVERT, node, state, construct="integer", operands={"value": it})
        return _number(sign, left, right)
    if is_array(left) or is_array(right):
        return ARRAY
    if sign == "/" and left == Opaque(kinds.PATH):
        return left
    return UNKNOWN


def _behind(left: Tuple, right: Tuple) -> Tuple:
    """Two tuples, or shapes, as one: sizes that depend on data are followed from the front."""
    if left.items is not None and right.items is not None:
        return Tuple((*left.items, *right.items))
    element = unite(Option(it) for it in (*elements(left), *elements(right)))
    if left.items is None:
        return replace(left, element=element, count=None)
    known = len(left.items)
    dims = {place for place, it in enumerate(left.items) if is_from_data(it)}
    dims |= {place + known for place in right.unbacked_dims}
    first = left.items[0] if known else right.first
    return Tuple(None, element, right.name, first=first, unbacked_dims=frozenset(dims))


def _each(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value:
    results = [
        Option(binary(machine, node, sign, mine, theirs, state), guard)
        for mine, theirs, guard in pairs(options(left), options(right))
        # None would raise: the path that goes on is another one.
        if not (is_none(mine) or is_none(theirs) or isinstance(mine, Missing))
    ]
    return unite(results) if results else UNKNOWN


def elements(value: Tuple) -> list[Value]:
    """The items of a tuple, or the one that stands for each of them."""
    if value.items is not None:
        return list(value.items)
    return [value.element] if value.element is not None else []


def fold(sign: str, left: Const, right: Const) -> Value:
    """Compute with constants; unknown where Python would raise or the result grows large."""
    if isinstance(left.value, Member) and isinstance(right.value, Member):
        same = left.value == right.value
        return Const(same is (sign == "==")) if sign in ("==", "!=") else UNKNOWN
    if sign in ("==", "!=") and NONE in (left, right):
        return Const((left == right) is (sign == "=="))
    function = _FOLD.get(sign)
    if sign == "**":
        return _power(left.value, right.value)
    if function is None or not isinstance(left.value, _FOLDABLE):
        return UNKNOWN
    if isinstance(right.value, Member):
        return UNKNOWN  # it may be a string or number, too
    try:
        result = function(left.value, right.value)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    if isinstance(result, (str, tuple)) and len(result) > 1000:
        return UNKNOWN
    return whole(result) if isinstance(result, int) else Const(result)


def whole(number: int) -> Value:
    """A whole number that was computed; one that is too large to be kept is any number."""
    return Const(number) if abs(number) <= _LARGEST else Scalar("int", Source.PARAMETER)


def _power(base: object, exponent: object) -> Value:
    if not isinstance(base, (int, float)) or not isinstance(exponent, (int, float)):
        return UNKNOWN
    if abs(exponent) >= 64 or (not base and exponent < 0):
        return UNKNOWN
    if base < 0 and isinstance(exponent, float):
        return UNKNOWN  # a complex number
    try:
        return Const(base**exponent)
    except OverflowError:
        return UNKNOWN


def _tensor(machine: Machine, sign: str, left: Value, right: Value, state: State) -> Value:
    for it in (left, right):
        if isinstance(it, (Ref, Tuple, Opaque, Library)) and not isinstance(it, Opaque):
            return UNKNOWN
    tensors = [it for it in (left, right) if isinstance(it, Tensor)]
    layout = Layout.SPARSE if all(it.layout is Layout.SPARSE for it in tensors) else Layout.DENSE
    rests_on = assumption(*tensors) if all(it.assumed for it in tensors) else None
    name = "matmul" if sign == "@" else "add"
    rank = ranks.of_result(name, None, ranks.operands((left, right)), NOTHING_PASSED)
    depends, dims = shapes.of_result(name, None, tensors, NOTHING_PASSED)
    dtype = _arithmetic(sign, left, right)
    array = all(it.array for it in tensors)
    result = Tensor(
        dtype,
        layout,
        rests_on,
        role_of_result(tensors),
        rank=rank,
        constant=all(it.constant for it in tensors),
        unbacked=depends,
        unbacked_dims=dims,
        varying_dims=varying.of_result(name, None, tensors, NOTHING_PASSED),
        array=array,
    )
    known = gradients.followed(machine, result, lambda: leaves.carried(name, (left, right)))
    return heed(machine, name, tensors, NOTHING_PASSED, known, state)


def _arithmetic(sign: str, left: Value, right: Value) -> DType:
    kinds = [_kind(left), _kind(right)]
    if sign == "/":
        return DType.FLOAT
    if DType.FLOAT in kinds:
        return DType.FLOAT
    if DType.UNKNOWN in kinds:
        return DType.UNKNOWN
    if kinds == [DType.BOOL, DType.BOOL] and sign in "&|^+*":
        return DType.BOOL
    return DType.INT


def _kind(value: Value) -> DType:
    if isinstance(value, Tensor):
        return value.dtype
    name = value.type if isinstance(value, Scalar) else type(getattr(value, "value", None)).__name__
    return {"bool": DType.BOOL, "int": DType.INT, "float": DType.FLOAT}.get(name, DType.UNKNOWN)


def _asked(sign: str, left: Scalar | Const, right: Scalar | Const) -> list[Scalar]:
    """Numbers that have to be known: a truth that is counted with, an exponent."""
    numbers = [it for it in (left, right) if isinstance(it, Scalar) and is_from_data(it)]
    if sign == "**":
        integers = _kind(left) is _kind(right) is DType.INT
        return [it for it in numbers if integers and it is right and it.least is None]
    return [it for it in numbers if it.type == "bool"] if sign in ("+", "-", "*", "/") else []


def _number(sign: str, left: Scalar | Const, right: Scalar | Const) -> Value:
    kinds = [_kind(left), _kind(right)]
    kind = "number"
    if sign == "/" or DType.FLOAT in kinds:
        kind = "float"
    elif DType.UNKNOWN not in kinds:
        kind = "int"
    if "str" in (getattr(left, "type", ""), getattr(right, "type", "")) or isinstance(
        getattr(left, "value", None), str
    ):
        kind = "str"
    return Scalar(kind, source_of(left, right), least=_least(sign, left, right))


def _least(sign: str, left: Scalar | Const, right: Scalar | Const) -> int | None:
    """What is known of a sum: a size plus one is no longer 0."""
    bounds = [it.least if isinstance(it, Scalar) else constant(it, int) for it in (left, right)]
    if sign != "+" or not all(isinstance(it, int) and it >= 0 for it in bounds):
        return None
    return sum(it for it in bounds if isinstance(it, int))


def source_of(*values: Value) -> Source:
    """Where a number computed from ``values`` comes from: data weighs most, then sizes."""
    sources = {it.source for it in values if isinstance(it, Scalar)}
    for source in (Source.EXAMPLE, Source.DATA, Source.BATCH, Source.SIZE, Source.PARAMETER):
        if source in sources:
            return source
    return Source.UNKNOWN


def _merged(machine: Machine, left: Ref, right: Ref, state: State) -> Value:
    """Two dicts in one: the right one's entries win."""
    mine, other = state.heap.get(left.key), state.heap.get(right.key)
    if not isinstance(mine, DictObject) or not isinstance(other, DictObject):
        return UNKNOWN
    entries = {**mine.entries, **other.entries}
    if other.rest is not None:  # which may stand under any of the keys
        entries = {key: unite((Option(it), Option(other.rest))) for key, it in entries.items()}
    rests = [Option(it) for it in (mine.rest, other.rest) if it is not None]
    return machine.allocate(state, DictObject(entries, unite(rests) if rests else None))


def _list(machine: Machine, sign: str, left: Ref, right: Value, state: State) -> Value:
    mine = state.heap.get(left.key)
    if not isinstance(mine, ListObject):
        return UNKNOWN
    if sign == "*":
        count = right.value if isinstance(right, Const) else None
        if isinstance(count, int) and mine.rest is None and 0 <= count * len(mine.items) <= 16:
            return machine.allocate(state, ListObject(mine.items * count))
        return machine.allocate(state, ListObject((), mine.any()))
    other = state.heap.get(right.key) if isinstance(right, Ref) else None
    if not isinstance(other, ListObject):
        return UNKNOWN
    if mine.rest is None:
        return machine.allocate(state, ListObject((*mine.items, *other.items), other.rest))
    rests = [mine.rest, *other.items] + ([other.rest] if other.rest is not None else [])
    return machine.allocate(state, ListObject(mine.items, unite(Option(it) for it in rests)))
