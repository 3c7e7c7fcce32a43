"""One value for several possibilities: where paths meet, and what rounds of a loop make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from gnnlint.premise import Condition, combined, exclude, loosened, narrowed
from gnnlint.trace.value import (
    OTHERWISE,
    UNKNOWN,
    Class,
    DType,
    Function,
    Layout,
    Library,
    Option,
    Scalar,
    Source,
    Tensor,
    Union,
    Unknown,
    Value,
    constant,
    options,
)

MOST_OPTIONS = 4


def unite(choices: Iterable[Option]) -> Value:
    """Join possibilities into one value; unknown where they are too many or one is unknown."""
    merged: dict[Value, Option] = {}
    for choice in choices:
        for option in _flat(choice) if isinstance(choice.value, Union) else (choice,):
            kept = merged.setdefault(option.value, option)
            if kept.guard != option.guard:
                guard = _shared(option.value, kept.guard, option.guard)
                merged[kept.value] = Option(kept.value, guard)
    if len(merged) == 1:
        return next(iter(merged))
    tensors = [value for value in merged if isinstance(value, Tensor)]
    if len(tensors) > 1 and all(merged[value].guard is None for value in tensors):
        blended = _blend(tensors)
        for tensor in tensors:
            del merged[tensor]
        merged[blended] = Option(blended)
        if len(merged) == 1:
            return blended
    for option in merged.values():
        if option.guard is None and isinstance(option.value, Unknown):
            return UNKNOWN
    if len(merged) > MOST_OPTIONS:
        if all(isinstance(constant(value, int), int) for value in merged):
            return Scalar("int", Source.PARAMETER)
        return UNKNOWN
    return Union(tuple(merged.values()))


def _shared(value: Value, first: Condition | None, second: Condition | None) -> Condition | None:
    """The guard of one value under two: either, for what can be called; for the rest neither."""
    return loosened(first, second) if isinstance(value, (Class, Library, Function)) else None


def _flat(choice: Option) -> list[Option]:
    """What the choice is a choice of, each under its own condition and that one."""
    return [Option(it.value, narrowed(it.guard, choice.guard)) for it in options(choice.value)]


def pairs(
    left: Iterable[Option], right: Iterable[Option]
) -> Iterator[tuple[Value, Value, Condition | None]]:
    """Each possibility of one value with each of another, and the condition of both."""
    for one, other in product(left, right):
        guards = [it for it in (one.guard, other.guard) if it is not None]
        if not exclude(guards):
            yield one.value, other.value, combined(one.guard, other.guard)


def blended(value: Value) -> Value:
    """``value``, a choice between tensors taken for one that may be any of them."""
    if not isinstance(value, Union):
        return value
    tensors = [it.value for it in value.options if isinstance(it.value, Tensor)]
    return _blend(tensors) if len(tensors) == len(value.options) else value


def _blend(tensors: list[Tensor]) -> Tensor:
    first = tensors[0]
    same = all(tensor.dtype is first.dtype for tensor in tensors)
    layout = all(tensor.layout is first.layout for tensor in tensors)
    role = all(tensor.role == first.role for tensor in tensors)
    return Tensor(
        dtype=first.dtype if same else DType.UNKNOWN,
        layout=first.layout if layout else Layout.DENSE,
        assumed=next((tensor.assumed for tensor in tensors if tensor.assumed), None),
        role=first.role if role else "intermediate",
        rank=first.rank if all(tensor.rank == first.rank for tensor in tensors) else None,
        rank_by_name=any(tensor.rank_by_name for tensor in tensors),
        unbacked=all(tensor.unbacked for tensor in tensors),
        varying_dims=frozenset.intersection(*(tensor.varying_dims for tensor in tensors)),
        unbacked_dims=frozenset.intersection(*(tensor.unbacked_dims for tensor in tensors)),
        array=all(tensor.array for tensor in tensors),
        constant=all(tensor.constant for tensor in tensors),
        graded=_blended_leaves(tensors),
    )


def _blended_leaves(tensors: list[Tensor]) -> frozenset[int] | None:
    """Why one of several tensors has a gradient, whichever of them it is."""
    if all(tensor.graded is None for tensor in tensors):
        return None
    several = [tensor.leaves for tensor in tensors]
    shared = frozenset.intersection(*several)
    return shared if all(it == shared for it in several) else shared | OTHERWISE


def join(first: Value, second: Value, condition: Condition | None = None) -> Value:
    """The value after two paths meet; ``condition`` held on the first path."""
    if first is second or first == second:
        return first
    if condition is None:
        return unite((Option(first), Option(second)))
    return unite((Option(first, condition), Option(second, condition.negated())))


def widened(old: Value, value: Value) -> Value:
    """What further rounds of a loop, or further calls, make of ``old`` if the first made ``value``.

    A number that changes is any number.
    """
    if value is old or value == old or isinstance(constant(value, bool), bool):
        return value
    found = [it.value for it in (*options(old), *options(value))]
    numbers = [it for it in found if isinstance(constant(it, (int, float)), (int, float))]
    if len(numbers) < len(found):
        return value
    floats = any(isinstance(constant(it, float), float) for it in numbers)
    return Scalar("float" if floats else "int", Source.PARAMETER)
