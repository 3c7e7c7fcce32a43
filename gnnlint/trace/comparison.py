"""Comparisons of values: `==`, orders, `is`, `in`, and `not`."""

from __future__ import annotations

from astroid import nodes

from gnnlint.library import kinds
from gnnlint.premise import WORDS, Condition, derived
from gnnlint.trace import ranks, releases, shapes, varying
from gnnlint.trace.agreement import heed
from gnnlint.trace.bound import NOTHING_PASSED
from gnnlint.trace.environment import ENVIRONMENT, is_set
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.indexing import look_up
from gnnlint.trace.leaves import NONE_AT_ALL
from gnnlint.trace.machine import Machine
from gnnlint.trace.node_count import note_count
from gnnlint.trace.operators import fold, source_of
from gnnlint.trace.special import call_special, compared
from gnnlint.trace.state import State
from gnnlint.trace.texts import is_kept_open, read_text
from gnnlint.trace.unions import pairs, unite
from gnnlint.trace.value import (
    ADDRESS,
    ARRAY,
    NONE,
    UNKNOWN,
    Const,
    DType,
    Library,
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
    is_node_count,
    is_none,
    options,
    role_of_result,
)
from gnnlint.trace.variables import made_by


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
        depends, dims = shapes.of_result("eq", None, tensors, NOTHING_PASSED)
        result = Tensor(
            DType.BOOL,
            assumed=rests_on,
            role=role_of_result(tensors),
            rank=ranks.broadcast(ranks.operands((left, right))),
            constant=all(it.constant for it in tensors),
            unbacked=depends,
            unbacked_dims=dims,
            varying_dims=varying.of_result("eq", None, tensors, NOTHING_PASSED),
            array=all(it.array for it in tensors),
            graded=NONE_AT_ALL,
        )
        return heed(machine, "eq", tensors, NOTHING_PASSED, result, state)
    plain = [it for it in map(_as_constant, (left, right)) if it is not None]
    if len(plain) == 2:
        known = releases.compare(sign, *(it.value for it in plain))
        return known if known is not None else fold(sign, *plain)
    if (text := next(filter(is_kept_open, (left, right)), None)) is not None:
        read_text(machine, node, text, state, resumes=True)
        return Scalar("bool", Source.PARAMETER)
    if isinstance(left, Library) and isinstance(right, Library) and sign in ("==", "!="):
        return Const((left.name == right.name) is (sign == "=="))
    if sign in ("==", "!=") and (same := _same_dtype(left, right)) is not None:
        return Const(same is (sign == "=="))
    if is_none(left) or is_none(right):
        beside = right if is_none(left) else left
        if isinstance(beside, (Tuple, Ref, Opaque)):
            return Const(sign == "!=")
    if is_array(left) or is_array(right):
        return UNKNOWN if any(isinstance(constant(it, str), str) for it in (left, right)) else ARRAY
    if left == right == ADDRESS:
        name = "torch.Tensor.data_ptr.__eq__"
        machine.emit(Kind.CALL, node, state, name=name, classes=(name,))
        return Scalar("bool", Source.PARAMETER)
    if is_node_count(left) or is_node_count(right):
        note_count(machine, node, state)
        return Scalar("bool", Source.PARAMETER)
    if isinstance(left, Scalar) and _is_decided(node, sign, left, right):
        return Scalar("bool", Source.PARAMETER)
    if sign in ("==", "!=") and _differ_in_rows(left, right):
        return Scalar("bool", Source.DATA)
    if _may_be_out_of_range(sign, left, right) or _may_be_out_of_range(sign, right, left):
        return _OPEN_FOR_SEVERAL_SIZES
    condition = _named(node, sign, left, right, machine)
    if isinstance(left, Scalar) or isinstance(right, Scalar):
        return Scalar("bool", source_of(left, right), condition)
    return Unknown(condition)


def _as_constant(value: Value) -> Const | None:
    """A constant, or a tuple of constants as one."""
    if isinstance(value, Const):
        return value
    items = value.items if isinstance(value, Tuple) and value.name == "tuple" else None
    plain = [it.value for it in items or () if isinstance(it, Const)]
    return Const(tuple(plain)) if items is not None and len(plain) == len(items) else None


def _compare_each(
    machine: Machine, node: nodes.NodeNG, sign: str, left: Value, right: Value, state: State
) -> Value:
    """What comparing each possibility with each gives."""
    lefts, rights = options(left), options(right)
    if sign in _ORDERING:
        lefts, rights = _ordered(lefts), _ordered(rights)
    results = [
        Option(compare(machine, node, sign, one, other, state), guard)
        for one, other, guard in pairs(lefts, rights)
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


_SEVERAL_SIZES = Condition("several sizes", "it is called with graphs of several sizes", WORDS)
_OPEN_FOR_SEVERAL_SIZES = Union(
    (
        Option(Scalar("bool", Source.DATA), _SEVERAL_SIZES),
        Option(Scalar("bool", Source.PARAMETER), _SEVERAL_SIZES.negated()),
    )
)
_FEWEST_ROWS = 8
"""Graphs that have fewer nodes are no graphs that somebody computes with."""


def _may_be_out_of_range(sign: str, size: Value, other: Value) -> bool:
    """Whether a number may be too large for a size that depends on data to reach it.

    As long as the compiler has seen graphs of one size only, it knows of how many rows the data
    select (torch/_subclasses/fake_impls.py, ``_constrain_range_for_size``).
    """
    if not isinstance(size, Scalar) or size.source is not Source.DATA or size.least is None:
        return False
    if isinstance(other, Scalar):
        return sign in _ORDERING and other.source not in (Source.DATA, Source.EXAMPLE)
    number = constant(other, int)
    return isinstance(number, int) and number > _FEWEST_ROWS


def _are_read_apart(node: nodes.NodeNG) -> bool:
    """Whether what two calls read is compared, of different tensors.

    Of a tensor that is read twice, both numbers are one (torch/_subclasses/fake_tensor.py,
    ``item_memo``).
    """
    sides = (node.left, node.ops[0][1]) if isinstance(node, nodes.Compare) else ()
    calls = [it for it in map(made_by, sides) if isinstance(it, nodes.Call)]
    asked = [made_by(_asked_of(it)) for it in calls]
    made = [it for it in asked if isinstance(it, (nodes.Call, nodes.Subscript))]
    return len(made) == 2 and made[0] is not made[1]


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
        if is_none(one) and isinstance(other, Unknown) and other.condition is not None:
            absent = equals(other.condition, None)
            return Unknown(absent if yes else absent.negated())
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
    if right == ENVIRONMENT:
        return is_set(machine, node, left, yes=yes)
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
