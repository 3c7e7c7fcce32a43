"""The sizes that a shape has."""

from __future__ import annotations

from gnnlint.frozen import replace
from gnnlint.trace.value import (
    COUNT,
    EXAMPLE,
    SIZE,
    UNBACKED_SIZE,
    UNKNOWN,
    WIDTH,
    Const,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
)

FEATURE_DIMS = frozenset({-1, 1})
SHAPE = Tuple(None, SIZE, "torch.Size")
SHAPE_OF_EXAMPLE = Tuple(None, SIZE, "torch.Size", first=Scalar("int", Source.EXAMPLE))
SHAPE_OF_PARAMETER = Tuple(None, WIDTH, "torch.Size")


def shape_of(tensor: Tensor) -> Tuple:
    """The shape of ``tensor``, as long as it has dimensions where they are known."""
    shape = _shape(tensor)
    rank = tensor.sure_rank
    return replace(shape, count=Const(rank)) if rank is not None else shape


def _shape(tensor: Tensor) -> Tuple:
    if tensor.unbacked:
        size = UNBACKED_SIZE if tensor.unbacked_dims else Scalar("int")
        return Tuple(None, size, "torch.Size", unbacked_dims=tensor.unbacked_dims)
    if tensor.is_held:
        return SHAPE_OF_PARAMETER
    if tensor.role == EXAMPLE and tensor.rows:
        return SHAPE_OF_EXAMPLE
    return replace(SHAPE, varying_dims=tensor.varying_dims) if tensor.varying_dims else SHAPE


def size_along(shape: Tuple, dim: object) -> Value:
    """One entry of a shape of unknown length."""
    element = shape.element if shape.element is not None else UNKNOWN
    if dim in shape.unbacked_dims:
        return element
    if dim in shape.varying_dims:
        return COUNT
    if dim in FEATURE_DIMS:
        return WIDTH
    if dim == 0 and shape.first is not None:
        return shape.first
    return SIZE if shape.unbacked_dims and isinstance(dim, int) and dim >= 0 else element
