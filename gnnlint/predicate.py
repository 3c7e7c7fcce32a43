"""What rule rows may ask of a value, and the answers: true, false, or open under a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gnnlint.premise import Condition
from gnnlint.trace.value import (
    DEVICE_OF_RUN,
    EXAMPLE,
    NONE,
    Const,
    DType,
    Function,
    Layout,
    Member,
    Missing,
    Opaque,
    Option,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    equals,
    is_array,
    is_symbolic,
)


@dataclass(frozen=True)
class Answer:
    """True, False, or None for open.

    ``conditions`` name what would make an open one true, ``refuting`` what would make it false;
    either may be unknown.
    """

    value: bool | None
    conditions: tuple[Condition, ...] = ()
    refuting: tuple[Condition, ...] = ()

    @property
    def named(self) -> bool:
        """Whether the answer is open but known by name."""
        return self.value is None and bool(self.conditions)


TRUE = Answer(True)
FALSE = Answer(False)
OPEN = Answer(None)


def either_way(condition: Condition) -> Answer:
    """Open, and exactly as true as ``condition``."""
    return Answer(None, (condition,), (condition.negated(),))


def contrary(answer: Answer) -> Answer:
    if answer.value is not None:
        return Answer(not answer.value)
    return Answer(None, answer.refuting, answer.conditions)


def each(value: Value | None, one: Callable[[Value], Answer]) -> Answer:
    """Answer for every possibility of a value and put the answers together by their guards."""
    if value is None:
        return one(NONE)
    if not isinstance(value, Union):
        return one(value)
    answers = [(it, one(it.value)) for it in value.options if not isinstance(it.value, Missing)]
    if not answers:
        return OPEN
    if all(answer.value is True for _, answer in answers):
        return TRUE
    if all(answer.value is False for _, answer in answers):
        return FALSE
    return _by_guards(answers)


def _by_guards(answers: list[tuple[Option, Answer]]) -> Answer:
    return Answer(None, _guarded(answers, True), _guarded(answers, False))


def _guarded(answers: list[tuple[Option, Answer]], wanted: bool) -> tuple[Condition, ...]:
    """The conditions under which the option is one that answers as ``wanted``; () where unknown."""
    right = [it for it, answer in answers if answer.value is wanted]
    wrong = [it for it, answer in answers if answer.value is not wanted]
    if len(right) == 1 and right[0].guard is not None:
        return (right[0].guard,)
    if right and len(wrong) == 1 and wrong[0].guard is not None:
        return (wrong[0].guard.negated(),)
    if not right and len(open_ones := [it for it in answers if it[1].value is None]) == 1:
        option, answer = open_ones[0]
        known = answer.conditions if wanted else answer.refuting
        return (option.guard, *known) if option.guard is not None and known else ()
    return ()


def _named(value: Value) -> Answer:
    condition = getattr(value, "condition", None)
    return OPEN if condition is None else either_way(condition)


def _named_none(value: Unknown) -> Answer:
    return OPEN if value.condition is None else either_way(equals(value.condition, None))


def _given(value: Value) -> Answer:
    if value == NONE:
        return FALSE
    if isinstance(value, Unknown):
        return TRUE if value.required else contrary(_named_none(value))
    return OPEN if isinstance(value, Missing) else TRUE


def _none(value: Value) -> Answer:
    if isinstance(value, Unknown):
        return FALSE if value.required else _named_none(value)
    return Answer(value == NONE)


def _true(value: Value) -> Answer:
    if isinstance(value, Const) and isinstance(value.value, Member) and value.value.mixed:
        return OPEN
    if isinstance(value, Const):
        return Answer(bool(value.value))
    if isinstance(value, (Unknown, Scalar)):
        return _named(value)
    if isinstance(value, Tuple):
        return Answer(bool(value.items)) if value.items is not None else OPEN
    return OPEN if isinstance(value, (Tensor, Missing)) else TRUE


def _tensor(value: Value) -> Answer:
    if isinstance(value, Tensor):
        return OPEN if value.assumed else TRUE
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _of_dtype(*kinds: DType) -> Callable[[Value], Answer]:
    def one(value: Value) -> Answer:
        if isinstance(value, Tensor):
            if value.dtype is DType.UNKNOWN or value.assumed:
                return OPEN
            return Answer(value.dtype in kinds)
        if isinstance(value, Opaque) and is_array(value) and value.elements is not None:
            return Answer(value.elements in kinds)
        return OPEN if isinstance(value, (Unknown, Missing)) else FALSE

    return one


_is_bool = _of_dtype(DType.BOOL)


def _mask(value: Value) -> Answer:
    """A boolean tensor, or a tuple index that holds one."""
    if isinstance(value, Tuple) and value.items is not None:
        answers = [each(it, _mask) for it in value.items if not isinstance(it, Slice)]
        if any(it.value is True for it in answers):
            return TRUE
        named = [it for it in answers if it.named]
        if named:
            return named[0]
        return OPEN if any(it.value is None for it in answers) else FALSE
    return _is_bool(value)


def _layout_unknown(value: Value) -> Answer:
    """Nothing is known of it, or it is a tensor that the code is handed: dense or sparse."""
    handed = isinstance(value, Tensor) and value.role == "input" and value.layout is Layout.DENSE
    return Answer(handed or isinstance(value, Unknown))


def _sparse(value: Value) -> Answer:
    """What is not known to be sparse counts as dense, which nearly everyone passes."""
    if isinstance(value, Opaque):
        return Answer(value.type == "torch_sparse.SparseTensor")
    return Answer(isinstance(value, Tensor) and value.layout is Layout.SPARSE)


def _from_data(value: Value) -> Answer:
    if isinstance(value, Scalar):
        return Answer(value.source is Source.DATA)
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _holds_from_data(value: Value) -> Answer:
    """A list or tuple, written at the call, that holds a number read from a tensor."""
    items = value.items if isinstance(value, Tuple) and value.items is not None else ()
    return any_of(each(it, one) for it in items for one in (_from_data, _holds_from_data))


def _from_size(value: Value) -> Answer:
    if isinstance(value, Tuple):
        return any_of(each(it, _from_size) for it in value.items or (value.element or NONE,))
    if isinstance(value, Scalar):
        return Answer(is_symbolic(value))
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _varies(value: Value) -> Answer:
    """A number that is known to be another one from batch to batch."""
    if isinstance(value, Scalar):
        return Answer(value.source is Source.BATCH)
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _of_example(value: Value) -> Answer:
    """What ``torch.jit.trace`` computes from its example: another value for another input."""
    if isinstance(value, Tensor):
        return OPEN if value.assumed else Answer(value.role == EXAMPLE)
    if isinstance(value, Scalar):
        return Answer(value.source is Source.EXAMPLE)
    if isinstance(value, Opaque):
        return Answer(value == DEVICE_OF_RUN)
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _computed(value: Value) -> Answer:
    return Answer(not isinstance(value, Const))


def _dimensionless(value: Value) -> Answer:
    """A tensor known to have no dimensions, or a tuple index that holds one."""
    if isinstance(value, Tuple) and value.items is not None:
        return any_of(_dimensionless(it) for it in value.items)
    return Answer(isinstance(value, Tensor) and value.scalar and not value.assumed)


def _position(value: Value) -> Answer:
    """A whole number in a tensor that the compiler does not know, or a tuple that holds one."""
    if isinstance(value, Tuple) and value.items is not None:
        return any_of(_position(it) for it in value.items)
    if _dimensionless(value).value is not True or not isinstance(value, Tensor):
        return FALSE
    return Answer(value.dtype is DType.INT and not value.is_known)


def _known(value: Value) -> Answer:
    return Answer(isinstance(value, Tensor) and value.is_known)


def _lazy(value: Value) -> Answer:
    """A width that is left open, ``-1``, or a pair of widths with an open one."""
    if isinstance(value, Tuple) and value.items is not None:
        return any_of(each(it, _lazy) for it in value.items)
    return Answer(value == Const(-1))


def _method(value: Value) -> Answer:
    """A method of an object, other than ``forward``, which stands for its module."""
    if isinstance(value, Function):
        return Answer(value.owner is not None and value.code.short_name != "forward")
    return Answer(None if isinstance(value, Unknown) else False)


def any_of(answers: Iterable[Answer]) -> Answer:
    """True where one of ``answers`` is, else false: also where some are open."""
    return Answer(any(it.value is True for it in answers))


def _unbacked(value: Value) -> Answer:
    """A tensor whose shape depends on data, or a tuple of such."""
    if isinstance(value, Tuple):
        items = value.items if value.items is not None else (value.element or NONE,)
        return Answer(bool(items) and all(_unbacked(it).value is True for it in items))
    return Answer(isinstance(value, Tensor) and value.unbacked)


def _holds_unbacked(value: Value) -> Answer:
    """Tensors that ``split`` returned, the length of each of which is another number of the data.

    Tensors that a list holds may share one length, ``[h, h + 1]``: the compiler knows them equal.
    """
    if not isinstance(value, Tuple) or value.items is not None or value.name != "tuple":
        return FALSE
    return Answer(isinstance(value.element, Tensor) and 0 in value.element.unbacked_dims)


def _outside(value: Value) -> Answer:
    """A tensor that the compiled code is given: an argument, a parameter, a buffer."""
    return Answer(isinstance(value, Tensor) and value.role != "intermediate" and not value.assumed)


PREDICATES: dict[str, Callable[[Value], Answer]] = {
    "given": _given,
    "none": _none,
    "true": _true,
    "false": lambda value: contrary(_true(value)),
    "tensor": _tensor,
    "mask": _mask,
    "integers": _of_dtype(DType.INT),
    "floats": _of_dtype(DType.FLOAT),
    "booleans": _is_bool,
    "sparse": _sparse,
    "layout_unknown": _layout_unknown,
    "data_dependent": _from_data,
    "holds_data_dependent": _holds_from_data,
    "symbolic": _from_size,
    "varying": _varies,
    "of_example": _of_example,
    "computed": _computed,
    "dimensionless": _dimensionless,
    "position": _position,
    "known": _known,
    "unbacked": _unbacked,
    "holds_unbacked": _holds_unbacked,
    "lazy": _lazy,
    "method": _method,
    "outside": _outside,
}
"""The questions about one value, by the names that rule rows give them (docs/rules.md)."""
