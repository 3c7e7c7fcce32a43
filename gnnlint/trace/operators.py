"""Operators on values: arithmetic, comparison, logic."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from astroid import nodes

from gnnlint.library import kinds
from gnnlint.premise import Condition, derived
from gnnlint.trace import ranks, shapes
from gnnlint.trace.bound import Bound
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.indexing import look_up
from gnnlint.trace.machine import Machine
from gnnlint.trace.node_count import note_count
from gnnlint.trace.number_arguments import last_made
from gnnlint.trace.special import call_special, compared, overloaded
from gnnlint.trace.state import State
from gnnlint.trace.texts import is_kept_open, read_text
from gnnlint.trace.value import (
    ADDRESS,
    ARRAY,
    COUNT,
    NODE_COUNT,
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
    Unknown,
    Value,
    assumption,
    constant,
    equals,
    is_array,
    is_from_data,
    is_none,
    options,
    role_of_result,
    unite,
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
    if NODE_COUNT in (left, right):
        note_count(machine, node, state)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _tensor(sign, left, right)
    if NODE_COUNT in (left, right):
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
    results: list[Option] = []
    for mine in options(left):
        for theirs in options(right):
            if is_none(mine.value) or is_none(theirs.value) or isinstance(mine.value, Missing):
                continue  # would raise: the path that goes on is another one
            value = binary(machine, node, sign, mine.value, theirs.value, state)
            results.append(Option(value, mine.guard or theirs.guard))
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
    if isinstance(result, int) and abs(result) > _LARGEST:
        return Scalar("int", Source.PARAMETER)
    if isinstance(result, (str, tuple)) and len(result) > 1000:
        return UNKNOWN
    return Const(result)


def _power(base: object, exponent: object) -> Value:
    numbers = isinstance(base, (int, float)) and isinstance(exponent, int)
    if not numbers or abs(exponent) >= 64 or (not base and exponent < 0):  # type: ignore[arg-type,operator]
        return UNKNOWN
    return Const(base**exponent)  # type: ignore[operator]


def _tensor(sign: str, left: Value, right: Value) -> Value:
    for it in (left, right):
        if isinstance(it, (Ref, Tuple, Opaque, Library)) and not isinstance(it, Opaque):
            return UNKNOWN
    tensors = [it for it in (left, right) if isinstance(it, Tensor)]
    layout = Layout.SPARSE if all(it.layout is Layout.SPARSE for it in tensors) else Layout.DENSE
    rests_on = assumption(*tensors) if all(it.assumed for it in tensors) else None
    name = "matmul" if sign == "@" else "add"
    rank = ranks.of_result(name, None, tensors, Bound())
    depends, dims = shapes.of_result(name, None, tensors, Bound())
    dtype = _arithmetic(sign, left, right)
    array = all(it.array for it in tensors)
    return Tensor(
        dtype,
        layout,
        rests_on,
        role_of_result(tensors),
        rank=rank,
        constant=all(it.constant for it in tensors),
        unbacked=depends,
        unbacked_dims=dims,
        array=array,
    )


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


def compare(machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value,
            state: State) -> Value:  # fmt: skip
    """The value of a single comparison."""
    if sign in ("is", "is not"):
        return _identity(sign, left, right)
    if sign in ("in", "not in"):
        return _contains(machine, node, sign, left, right, state)
    if isinstance(left, Union) or isinstance(right, Union):
        return _compare_each(machine, node, sign, left, right, state)
    if (own := compared(machine, node, sign, left, right, state)) is not None:
        return own
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        if is_none(left) or is_none(right):
            return Const(sign == "!=")
        tensors = [it for it in (left, right) if isinstance(it, Tensor)]
        rests_on = assumption(*tensors) if all(it.assumed for it in tensors) else None
        depends, dims = shapes.of_result("eq", None, tensors, Bound())
        return Tensor(
            DType.BOOL,
            assumed=rests_on,
            role=role_of_result(tensors),
            rank=ranks.broadcast(tensors),
            constant=all(it.constant for it in tensors),
            unbacked=depends,
            unbacked_dims=dims,
            array=all(it.array for it in tensors),
        )
    if isinstance(left, Const) and isinstance(right, Const):
        return fold(sign, left, right)
    if (text := next(filter(is_kept_open, (left, right)), None)) is not None:
        read_text(machine, node, text, state, resumes=True)
        return Scalar("bool", Source.PARAMETER)
    if isinstance(left, Library) and isinstance(right, Library) and sign in ("==", "!="):
        return Const((left.name == right.name) is (sign == "=="))
    if sign in ("==", "!=") and (same := _same_dtype(left, right)) is not None:
        return Const(same is (sign == "=="))
    if is_none(left) or is_none(right):
        other = right if is_none(left) else left
        if isinstance(other, (Tuple, Ref, Opaque)):
            return Const(sign == "!=")
    if is_array(left) or is_array(right):
        return UNKNOWN if any(isinstance(constant(it, str), str) for it in (left, right)) else ARRAY
    if left == right == ADDRESS:
        name = "torch.Tensor.data_ptr.__eq__"
        machine.emit(Kind.CALL, node, state, name=name, callee=machine.callee(node),
                     classes=(name,))  # fmt: skip
        return Scalar("bool", Source.PARAMETER)
    if NODE_COUNT in (left, right):
        note_count(machine, node, state)
        return Scalar("bool", Source.PARAMETER)
    if isinstance(left, Scalar) and _is_decided(node, sign, left, right):
        return Scalar("bool", Source.PARAMETER)
    if sign in ("==", "!=") and _differ_in_rows(left, right):
        return Scalar("bool", Source.DATA)
    condition = _named(node, sign, left, right, machine)
    if isinstance(left, Scalar) or isinstance(right, Scalar):
        return Scalar("bool", source_of(left, right), condition)
    return Unknown(condition)


def _compare_each(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value:
    """What comparing each possibility with each gives."""
    lefts, rights = options(left), options(right)
    if sign in _ORDERING:
        lefts, rights = _ordered(lefts), _ordered(rights)
    results = [
        Option(compare(machine, node, sign, a.value, b.value, state), a.guard or b.guard)
        for a in lefts
        for b in rights
    ]
    return results[0].value if len(results) == 1 else unite(results)


def _is_decided(node: nodes.NodeNG, sign: str, left: Scalar, right: Value) -> bool:
    """Whether what is known of a number that depends on data decides its comparison.

    Two such numbers may be one and the same to the compiler.
    """
    if left.source is Source.DATA and right == left:
        return left.least is not None or not _are_read_apart(node)
    bound = constant(right, int)
    if left.least is None or not isinstance(bound, int):
        return False
    return bound < left.least or (bound == left.least and sign in (">=", "<"))


def _are_read_apart(node: nodes.NodeNG) -> bool:
    """Whether what two calls read is compared, of different tensors.

    Of a tensor that is read twice, both numbers are one (torch/_subclasses/fake_tensor.py,
    ``item_memo``).
    """
    sides = (node.left, node.ops[0][1]) if isinstance(node, nodes.Compare) else ()
    calls = [it for it in map(_made_by, sides) if isinstance(it, nodes.Call)]
    asked = [_made_by(_asked_of(it)) for it in calls]
    made = [it for it in asked if isinstance(it, (nodes.Call, nodes.Subscript))]
    return len(made) == 2 and made[0] is not made[1]


def _made_by(node: nodes.NodeNG) -> nodes.NodeNG | None:
    """The expression whose value a variable holds; any other expression itself."""
    if not isinstance(node, nodes.Name):
        return node
    made = last_made(node)
    statement = made.statement() if made is not None else None
    return statement.value if isinstance(statement, nodes.Assign) else None


def _asked_of(call: nodes.Call) -> nodes.NodeNG:
    """What ``x.item()`` or ``int(x)`` reads."""
    return call.args[0] if call.args else getattr(call.func, "expr", call.func)


def _differ_in_rows(left: Value, right: Value) -> bool:
    """Whether two shapes are compared, and the number of rows of only one depends on data."""
    if not isinstance(left, Tuple) or not isinstance(right, Tuple):
        return False
    return (0 in left.unbacked_dims) is not (0 in right.unbacked_dims)


_ORDERING = ("<", "<=", ">", ">=")


def _ordered(several: tuple[Option, ...]) -> tuple[Option, ...]:
    """What can stand in an order: None would raise, and the path that goes on is another one."""
    return tuple(it for it in several if not is_none(it.value)) or several


def _same_dtype(left: Value, right: Value) -> bool | None:
    """``mask.dtype == torch.bool``; None where the kinds of elements do not decide it."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Opaque) and isinstance(other, Library) and other.name in kinds.DTYPES:
            known, wanted = one.elements, DType(kinds.DTYPES[other.name])
            if DType.BOOL in (known, wanted) and known not in (None, DType.UNKNOWN):
                return known is wanted
    return None


def _named(
    node: nodes.NodeNG, sign: str, left: Value, right: Value, machine: Machine
) -> Condition | None:
    """A comparison of something open with a constant is itself something open with a name."""
    for one, asked, other in ((left, sign, right), (right, _MIRRORED.get(sign, sign), left)):
        condition = getattr(one, "condition", None)
        if condition is not None and isinstance(other, Const):
            if sign in ("==", "!="):
                equal = equals(condition, other.value)
                return equal if sign == "==" else equal.negated()
            literal = f"{asked} {other.value!r}"
            return derived(condition, f"{condition.text} {literal}", literal)
    return None


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""What an order says read from the right."""


def _identity(sign: str, left: Value, right: Value) -> Value:
    yes = sign == "is"
    if isinstance(left, Const) and isinstance(right, Const):
        return Const((left == right) is yes)
    for one, other in ((left, right), (right, left)):
        if is_none(one) and not isinstance(other, (Unknown, Union, Missing)):
            return Const(is_none(other) is yes)
    return Scalar("bool", Source.PARAMETER)


def _contains(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value:
    yes = sign == "in"
    found = call_special(machine, node, right, "__contains__", state, left)
    if found is not None:
        return found if yes else negate(found)
    if is_kept_open(right) or not _is_dict(right, state):
        read_text(machine, node, right if is_kept_open(right) else left, state)
    items: list[Value] | None = None
    if isinstance(right, Tuple) and right.items is not None:
        items = list(right.items)
    elif isinstance(right, Const) and isinstance(right.value, tuple):
        items = [Const(it) for it in right.value]
    elif isinstance(right, Const) and isinstance(right.value, str) and isinstance(left, Const):
        return Const((str(left.value) in right.value) is yes)
    elif isinstance(right, Ref):
        thing = state.heap.get(right.key)
        if isinstance(thing, DictObject):
            look_up(machine, node, left, state)
        if isinstance(thing, ListObject) and thing.rest is None:
            items = list(thing.items)
        elif isinstance(thing, DictObject) and thing.rest is None and isinstance(left, Const):
            return Const((left.value in thing.entries) is yes)
    if items is not None and isinstance(left, Const) and all(isinstance(it, Const) for it in items):
        return Const((left in items) is yes)
    condition = getattr(left, "condition", None)
    if condition is not None and items is not None:
        text = machine.module.text(node)
        plain = text.replace(" not in ", " in ") if not yes else text
        constants = [it.value for it in items if isinstance(it, Const)]
        if len(constants) == len(items) > 0:
            asked = equals(condition, *constants, text=plain)
        else:
            asked = derived(condition, plain, plain)
        return Unknown(asked if yes else asked.negated())
    if isinstance(left, Tensor) and not left.assumed and items and all(map(_is_number, items)):
        # Each item is compared with the tensor in turn, and asked for its truth.
        machine.emit(Kind.BRANCH, node, state, construct="or", operands={"test": left})
        return Scalar("bool", Source.PARAMETER)
    if isinstance(right, Tensor):
        if isinstance(left, Const) and isinstance(left.value, str):
            return UNKNOWN  # no tensor holds a string: this is a Data or dict after all
        return Tensor(DType.BOOL, assumed=right.assumed, role=role_of_result((right,)), rank=0)
    return Scalar("bool", Source.PARAMETER)


def _is_dict(value: Value, state: State) -> bool:
    return isinstance(value, Ref) and isinstance(state.heap.get(value.key), DictObject)


def _is_number(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, (int, float))


def negate(value: Value) -> Value:
    """The value of ``not value`` where no tensor is involved."""
    if isinstance(value, Const):
        return Const(not value.value)
    if isinstance(value, Unknown) and value.condition is not None:
        return Unknown(value.condition.negated())
    if isinstance(value, Scalar):
        condition = value.condition.negated() if value.condition else None
        return Scalar("bool", value.source, condition)
    if value == NONE:
        return Const(True)
    return Scalar("bool", Source.PARAMETER)
