"""Sizes that follow the batch: which dimensions have another size each time.

They go through operators as sizes that depend on data do (:mod:`gnnlint.trace.shapes`), so the same
tables tell where they are afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gnnlint.frozen import replace
from gnnlint.trace import shapes
from gnnlint.trace.bound import Bound
from gnnlint.trace.moves import NOWHERE, Dims, place_of
from gnnlint.trace.value import (
    COUNT,
    NONE,
    UNKNOWN,
    Const,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Value,
    constant,
    index_parts,
)


def of_result(name: str, owner: Tensor | None, tensors: Sequence[Tensor], bound: Bound) -> Dims:
    """The dimensions of an operator's result whose sizes follow the batch.

    Args:
        name: the operator, without its module.
        owner: the tensor whose method it is; None for a function.
        tensors: the owner and the tensors among the arguments.
        bound: the arguments, lists written as tuples.
    """
    if not any(it.varying_dims for it in tensors) and not _holds_count(bound.passed.values()):
        return NOWHERE
    passed = {parameter: _as_open(it) for parameter, it in bound.passed.items()}
    opened = [_opened(it) for it in tensors]
    own = _opened(owner) if owner is not None else None
    return shapes.of_result(name, own, opened, replace(bound, passed=passed))[1]


def indexed(value: Tensor, index: Value) -> Dims:
    """The dimensions of ``value[index]`` whose sizes follow the batch."""
    parts = index_parts(index)
    if not value.varying_dims and not any(isinstance(it, Tensor) for it in parts):
        return NOWHERE
    if _is_cut(value, parts):
        return NOWHERE
    return shapes.indexed(_opened(value), Tuple(tuple(map(_as_open, parts))))[1]


def count_of_parts(name: str, owner: Tensor | None, bound: Bound) -> Value:
    """The number of tensors in the tuple that ``split`` or ``unbind`` returns, if it is told."""
    first = owner or next((it for it in bound.values() if isinstance(it, Tensor)), None)
    if first is None or name not in ("split", "unbind"):
        return UNKNOWN
    parts = next((it for key, it in bound.passed.items() if key.startswith("split_size")), NONE)
    if isinstance(parts, Tuple):
        return parts.count or UNKNOWN
    place = place_of(bound.value("dim") or Const(0), first.rank)
    whole = name == "unbind" or isinstance(constant(parts), int)
    return COUNT if whole and place in first.varying_dims - first.unbacked_dims else UNKNOWN


def _is_cut(value: Tensor, parts: Sequence[Value]) -> bool:
    """Whether a slice may take as many as it says, ``x[:4]``, where there are as many as follow."""
    for place, part in enumerate(parts):
        if isinstance(part, Slice) and not _is_open_ended(part) and place in value.varying_dims:
            return True
        if not isinstance(part, (Slice, Scalar)) and type(constant(part)) is not int:
            return any(isinstance(it, Slice) for it in parts[place:])
    return False


def _is_open_ended(part: Slice) -> bool:
    """Whether a slice goes on from a place counted from the front to one counted from the end."""
    start, end = constant(part.lower), constant(part.upper)
    if part.lower != NONE and not (isinstance(start, int) and start >= 0):
        return False  # ``x[-3:]`` are three, however many there are
    return part.upper in (NONE, COUNT) or (isinstance(end, int) and end < 0)


def _holds_count(values: Iterable[Value]) -> bool:
    """Whether a size that follows the batch is among the values, or in a tuple of them."""
    return any(
        _holds_count(it.items or ())
        if isinstance(it, Tuple)
        else isinstance(it, Scalar) and it.source is Source.BATCH
        for it in values
    )


def _opened(tensor: Tensor) -> Tensor:
    dims = tensor.varying_dims | tensor.unbacked_dims
    if tensor.unbacked is bool(dims) and tensor.unbacked_dims == dims:
        return tensor
    return replace(tensor, unbacked=bool(dims), unbacked_dims=dims)


def _as_open(value: Value) -> Value:
    if isinstance(value, Tensor):
        return _opened(value)
    if isinstance(value, Scalar) and value.source is Source.BATCH:
        return replace(value, source=Source.DATA)
    if isinstance(value, Tuple) and value.items is not None:
        return replace(value, items=tuple(map(_as_open, value.items)))
    return value
