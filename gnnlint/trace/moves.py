"""Where operators that change the shape of a tensor leave the sizes that depend on data.

Each function takes the tensor and the arguments of the call, and tells whether the result is
unbacked, and in which dimensions (see :mod:`gnnlint.trace.shapes`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from gnnlint.trace.bound import Bound
from gnnlint.trace.value import (
    NONE,
    Const,
    Scalar,
    Tensor,
    Tuple,
    Value,
    constant,
    is_from_data,
)

Dims: TypeAlias = frozenset[int]

NOWHERE: Dims = frozenset()
ROWS: Dims = frozenset({0})
COLUMNS: Dims = frozenset({1})


def place_of(value: Value, rank: int | None) -> int | None:
    """The dimension that an argument names, counted from the first where the rank is known."""
    place = constant(value, int)
    if not isinstance(place, int):
        return None
    return place + rank if place < 0 and rank is not None else place


def sizes(value: Value) -> tuple[bool, Dims]:
    """Sizes as a tuple, or a single one."""
    if not isinstance(value, Tuple):
        return is_open(value), ROWS if is_open(value) else NOWHERE
    if value.items is None:
        return value.element is not None and is_from_data(value.element), value.unbacked_dims
    found = frozenset(i for i, it in enumerate(value.items) if is_open(it))
    return bool(found), found


def is_open(value: Value) -> bool:
    """Whether a size depends on data and may be 0, which is what most questions at it are about."""
    return is_from_data(value) and not (isinstance(value, Scalar) and value.least)


def shifted(dims: Dims, place: int) -> Dims:
    """After a new dimension at ``place``."""
    return frozenset(it + 1 if it >= place else it for it in dims)


def without(dims: Dims, *places: int) -> Dims:
    """After the dimensions at ``places`` are gone."""
    return frozenset(it - sum(gone < it for gone in places) for it in dims if it not in places)


def reduced(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """A reduction over the dimensions that are named."""
    given = bound.passed.get("dim", NONE)
    named = given.items or () if isinstance(given, Tuple) else (given,)
    places = [place_of(it, first.rank) for it in named]
    if places == [-1] and first.unbacked_dims:  # the last one, or one behind it that is known
        rest = first.unbacked_dims - {max(first.unbacked_dims)}
        return bool(rest), rest
    gone = [it for it in places if it is not None and it >= 0]
    if not gone or len(gone) < len(places):
        return False, NOWHERE
    kept = constant(bound.value("keepdim") or NONE, bool)
    rest = first.unbacked_dims - {*gone} if kept else without(first.unbacked_dims, *gone)
    return bool(rest), rest


def _viewed(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``view`` and ``reshape``: -1 takes what the other sizes leave."""
    given = next(iter(bound.passed.values()), NONE)
    given = given if isinstance(given, Tuple) else Tuple((given,))
    depends, dims = sizes(given)
    if given.items is not None and first.unbacked and not dims:
        dims = frozenset(i for i, it in enumerate(given.items) if it == Const(-1))
    return depends or first.unbacked, dims


def _expanded(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``expand``: -1 keeps a size, where no dimension is added in front."""
    given = bound.passed.get("size", NONE)
    depends, dims = sizes(given)
    if isinstance(given, Tuple) and given.items:
        added = len(given.items) - first.rank if first.rank is not None else 0
        moved = frozenset(it + added for it in first.unbacked_dims)
        named = frozenset(i for i, it in enumerate(given.items) if it == Const(-1))
        in_place = first.rank is not None or 0 in named  # -1 in front: no dimension is added
        dims |= moved & named if in_place else NOWHERE
    return depends or first.unbacked, dims


def _flattened(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    start = place_of(bound.value("start_dim") or Const(0), first.rank)
    if not first.unbacked_dims or start is None or start < 0:
        return first.unbacked, NOWHERE
    return True, frozenset(min(it, start) for it in first.unbacked_dims)


def _unsqueezed(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    rank = first.rank + 1 if first.rank is not None else None
    place = place_of(bound.passed.get("dim", NONE), rank)
    if place is None or place < -1:
        return first.unbacked, NOWHERE
    return first.unbacked, shifted(first.unbacked_dims, place if place >= 0 else 1 << 30)


def _turned(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``t()`` and ``transpose(a, b)``."""
    ends = [place_of(bound.passed.get(it, NONE), first.rank) for it in ("dim0", "dim1")]
    one, other = ends if any(it is not None for it in ends) else (0, 1)
    if one is None or other is None or one < 0 or other < 0:
        return first.unbacked, NOWHERE
    swap = {one: other, other: one}
    return first.unbacked, frozenset(swap.get(it, it) for it in first.unbacked_dims)


def _permuted(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    given = bound.passed.get("dims", NONE)
    named = given.items or () if isinstance(given, Tuple) else ()
    order = [place_of(it, len(named)) for it in named]
    return first.unbacked, frozenset(i for i, it in enumerate(order) if it in first.unbacked_dims)


def _picked(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``index_select``: as many along one dimension as there are positions."""
    place = place_of(bound.passed.get("dim", NONE), first.rank)
    index = bound.passed.get("index", NONE)
    if not isinstance(index, Tensor) or place is None or place < 0:
        return first.unbacked or (isinstance(index, Tensor) and index.unbacked), NOWHERE
    dims = first.unbacked_dims - {place} | ({place} if index.unbacked else NOWHERE)
    return bool(dims) or (first.unbacked and not first.unbacked_dims), dims


def _cut(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """A piece of ``split`` or ``chunk``: of data's size where the data say the sizes."""
    place = place_of(bound.value("dim") or Const(0), first.rank)
    names = ("split_size", "split_sizes", "split_size_or_sections")
    sizes = next((bound.passed[it] for it in names if it in bound.passed), NONE)
    parts = (sizes.items or (sizes.element,)) if isinstance(sizes, Tuple) else ()
    depends = bool(parts) and all(it is not None and is_from_data(it) for it in parts)
    if place is None or place < 0:
        return depends or first.unbacked, NOWHERE
    dims = first.unbacked_dims - {place} | ({place} if depends else NOWHERE)
    return bool(dims) or (first.unbacked and not first.unbacked_dims), dims


def _unbound(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    place = place_of(bound.value("dim") or Const(0), first.rank)
    if place is None or place < 0:
        return first.unbacked, NOWHERE
    rest = without(first.unbacked_dims, place)
    return bool(rest) or (first.unbacked and not first.unbacked_dims), rest


def _repeated(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``repeat``: sizes are multiplied, behind the dimensions that are added in front."""
    given = bound.passed.get("repeats", NONE)
    if not isinstance(given, Tuple) or given.items is None or first.rank is None:
        return first.unbacked or is_from_data(given), NOWHERE
    added = len(given.items) - first.rank
    dims = frozenset(it + added for it in first.unbacked_dims)
    dims |= {i for i, it in enumerate(given.items) if is_open(it)}
    return bool(dims) or first.unbacked, dims


def _multiplied(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``bmm``: a batch of products."""
    other = next((it for it in bound.passed.values() if isinstance(it, Tensor) and it is not first),
                 first)  # fmt: skip
    dims = first.unbacked_dims & {0, 1} | other.unbacked_dims & {2}
    return bool(dims) or first.unbacked or other.unbacked, dims


def _summed(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``einsum``: each letter is a size, which is known where one of the tensors tells it."""
    text, *tensors = bound.passed.values()
    equation = str(constant(text, str)).replace(" ", "")
    terms, arrow, out = equation.partition("->")
    depends = any(isinstance(it, Tensor) and it.unbacked for it in tensors)
    letters: dict[str, bool] = {}
    for term, it in zip(terms.split(","), tensors, strict=False):
        if not isinstance(it, Tensor) or (it.unbacked and not it.unbacked_dims):
            return depends, NOWHERE
        for place, letter in enumerate(term):
            letters[letter] = letters.get(letter, True) and place in it.unbacked_dims
    if not arrow or "." in equation or len(terms.split(",")) != len(tensors):
        return depends, NOWHERE
    dims = frozenset(i for i, letter in enumerate(out) if letters.get(letter))
    return bool(dims), dims


PLACES: dict[str, Callable[[Tensor, Bound], tuple[bool, Dims]]] = {
    "view": _viewed,
    "reshape": _viewed,
    "expand": _expanded,
    "flatten": _flattened,
    "unsqueeze": _unsqueezed,
    "t": _turned,
    "transpose": _turned,
    "permute": _permuted,
    "index_select": _picked,
    "split": _cut,
    "chunk": _cut,
    "tensor_split": _cut,
    "unbind": _unbound,
    "repeat": _repeated,
    "bmm": _multiplied,
    "einsum": _summed,
}
