"""Sizes that depend on data ("unbacked" to the compilers): which dimensions of a result have them.

``fullgraph=True`` traces an operator whose result has as many rows as the data say, with a symbol
for their number, and fails where that number has to be known. Which operators ask for it is said
by the rules; here stands how the symbol travels. Dimensions are counted from the first, since the
number of dimensions is not known; what cannot be placed is unbacked in no known dimension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from gnnlint.library import kinds
from gnnlint.trace.bound import Bound
from gnnlint.trace.heap import ListObject
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    NONE,
    Const,
    DType,
    Ref,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Value,
    constant,
    is_from_data,
    is_none,
    options,
    role_of_result,
    unbacked,
)

Dims: TypeAlias = frozenset[int]

NOWHERE: Dims = frozenset()
ROWS: Dims = frozenset({0})

_SHAPED = frozenset("size n m start end steps".split())
"""Parameters of makers that say the size of what they make."""

_CONTRACTING = frozenset("matmul mm bmm addmm baddbmm linear".split())

_PLACED_BY_INDEX = frozenset("gather take searchsorted".split())
"""Operators whose result has the shape of their index (or of what they look up)."""

_KEEPING_FIRST = frozenset(
    "scatter scatter_add scatter_reduce index_add index_copy index_fill index_put masked_scatter "
    "index_reduce put layer_norm batch_norm group_norm instance_norm embedding prelu masked_fill "
    "bucketize isin".split()
)
"""Operators whose result has the shape of their first tensor."""

_SCRAMBLING = frozenset(
    "einsum diag diagonal diag_embed repeat tile unfold fold interpolate pad meshgrid "
    "cartesian_prod kron block_diag movedim moveaxis swapaxes rot90 tensordot cov corrcoef narrow "
    "select diff combinations topk kthvalue mode squeeze as_strided broadcast_to vstack hstack "
    "concat dstack column_stack atleast_2d atleast_3d unflatten conv1d conv2d view_as".split()
)
"""Operators that move sizes to where they are not followed."""


def with_lists(bound: Bound, state: State) -> Bound:
    """The arguments of a call with lists written as tuples, for what needs no heap.

    An unknown number of further items counts as one: what stands in front keeps its place.
    """
    if not any(isinstance(it, Ref) for it in bound.passed.values()):
        return bound
    passed = {name: _opened(value, state) for name, value in bound.passed.items()}
    return Bound(passed, bound.defaults, bound.complete, bound.owner, bound.required)


def _opened(value: Value, state: State) -> Value:
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if not isinstance(thing, ListObject):
        return value
    if thing.rest is None:
        return Tuple(thing.items)
    return Tuple((*thing.items, thing.rest)) if thing.items else Tuple(None, thing.rest)


def item_of(value: Tensor) -> Tensor:
    """What iterating over a tensor yields."""
    rest = _without(value.unbacked_dims, 0)
    known = value.unbacked and bool(value.unbacked_dims)
    return Tensor(
        value.dtype,
        assumed=value.assumed,
        role=role_of_result((value,)),
        unbacked=bool(rest) if known else value.unbacked,
        unbacked_dims=rest,
        array=value.array,
    )


def settle(state: State) -> None:
    """Take the sizes in the frame's names for known, after the code said something of one.

    ``torch._check`` and ``assert`` hand what they say of a number on to the compiler, which then
    answers questions that it could not answer before; which ones is not followed.
    """
    for name, value in state.names.items():
        state.names[name] = _settled(value)


def _settled(value: Value) -> Value:
    if isinstance(value, Tensor) and value.unbacked:
        return replace(value, unbacked=False, unbacked_dims=NOWHERE)
    if isinstance(value, Scalar) and value.source is Source.DATA:
        return replace(value, source=Source.PARAMETER, least=None)
    return value


def indexed(value: Tensor, index: Value) -> tuple[bool, Dims]:
    """Whether ``value[index]`` is unbacked, and where: a mask makes a size depend on data."""
    walk = _Walk(value)
    parts = index.items if isinstance(index, Tuple) and index.items is not None else (index,)
    for part in parts:
        walk.take(part)
    return walk.result()


class _Walk:
    """One index after another, along the dimensions of the tensor they select from."""

    def __init__(self, value: Tensor) -> None:
        self._value = value
        self._read = 0  # dimensions of the tensor that are dealt with
        self._made = 0  # dimensions of the result so far
        self._found: set[int] = set()
        self._doubt = value.unbacked and not value.unbacked_dims
        self._lost = False  # where further dimensions land is not known

    def take(self, part: Value) -> None:
        """Go on by one index."""
        tensors = [it.value for it in options(part) if isinstance(it.value, Tensor)]
        if tensors:
            self._select(tensors)
        elif isinstance(part, Slice):
            self._slice(part)
        elif is_none(part):
            self._made += 1
        elif isinstance(part, (Const, Scalar)) and constant(part) is not Ellipsis:
            self._read += 1
        else:
            self._lost = True

    def _select(self, tensors: list[Tensor]) -> None:
        """By a mask, or by a tensor of positions."""
        chosen = all(it.dtype is DType.BOOL or it.unbacked for it in tensors)
        if chosen and not self._lost:
            self._found.add(self._made)
        self._doubt |= any(it.dtype is DType.BOOL or it.unbacked for it in tensors)
        self._read += 1
        self._made += 1
        self._lost = True  # a mask may cover several dimensions, positions may have several

    def _slice(self, part: Slice) -> None:
        depends = is_from_data(part.lower) or is_from_data(part.upper)
        inherits = self._read in self._value.unbacked_dims
        if (depends or inherits) and not self._lost:
            self._found.add(self._made)
        self._doubt |= depends or inherits
        self._read += 1
        self._made += 1

    def result(self) -> tuple[bool, Dims]:
        """Whether the result is unbacked, and where."""
        rest = {it for it in self._value.unbacked_dims if it >= self._read}
        if self._lost:
            return bool(rest or self._found) or self._doubt, frozenset(self._found)
        found = self._found | {it - self._read + self._made for it in rest}
        return bool(found) or self._doubt, frozenset(found)


def is_known(name: str) -> bool:
    """Whether the tables say of a callable which sizes of its result depend on data."""
    return name in kinds.UNBACKED_RESULTS or name in kinds.SIZED_RESULTS


def of_call(name: str, value: Value, bound: Bound) -> Value:
    """``value``, which a callable of torch_geometric returns, with its sizes that depend on data.

    Args:
        name: the callable, a function or a class of layers.
        value: what is known of the result otherwise.
        bound: the arguments of the call.
    """
    if (each := kinds.UNBACKED_RESULTS.get(name)) is not None:
        if isinstance(value, Tuple) and value.items is not None:
            marked = [unbacked(it, *dims) for it, dims in zip(value.items, each, strict=False)]
            return replace(value, items=(*marked, *value.items[len(each) :]))
        return unbacked(value, *each[0])
    if name in kinds.SIZED_RESULTS:
        dims = _read_back(name, bound)
        return unbacked(value, *dims) if dims else value
    return value


def _read_back(name: str, bound: Bound) -> list[int]:
    """The dimensions whose sizes a callable reads from data, or is given from there."""
    argument, sizes = kinds.SIZED_RESULTS[name]
    along_rows = constant(bound.value("dim") or NONE) in (None, 0, -2)
    if not isinstance(bound.value(argument), Tensor) or not along_rows:
        return []
    values = {dim: bound.value(parameter) for dim, parameter in sizes.items()}
    return [
        dim for dim, it in values.items() if it is not None and (is_none(it) or is_from_data(it))
    ]


def of_result(
    name: str, owner: Tensor | None, tensors: Sequence[Tensor], bound: Bound
) -> tuple[bool, Dims]:
    """Whether the result of an operator is unbacked, and where.

    Args:
        name: the operator, without its module.
        owner: the tensor whose method it is; None for a function.
        tensors: the owner and the tensors among the arguments.
        bound: the arguments, lists written as tuples.
    """
    plain = name.rstrip("_")
    if plain in kinds.UNBACKED:
        return _counted(plain, bound)
    if plain in kinds.FILLED or plain in kinds.SIZED:
        return _made(plain, tensors, bound)
    if plain in ("cat", "stack"):
        return _joined(plain, bound)
    if not tensors:
        return False, NOWHERE
    first = tensors[0]
    if (place := _PLACES.get(plain)) is not None:
        return place(first, bound)
    if plain in kinds.REDUCING:
        return _reduced(first, bound)
    if plain in _KEEPING_FIRST:
        return first.unbacked, first.unbacked_dims
    if plain in _PLACED_BY_INDEX:
        return _inherits(tensors[min(1, len(tensors) - 1)])
    if plain in _CONTRACTING:
        return contracted(first, tensors[1]) if len(tensors) > 1 else _inherits(first)
    if plain in _SCRAMBLING:
        return any(it.unbacked for it in tensors), NOWHERE
    return broadcast(tensors)


def _inherits(tensor: Tensor) -> tuple[bool, Dims]:
    return tensor.unbacked, tensor.unbacked_dims


def broadcast(tensors: Iterable[Tensor]) -> tuple[bool, Dims]:
    """Element by element: a size that depends on data stays where it is.

    Beside a size that is known it is taken to be that one (torch/_refs, _broadcast_shapes), so a
    tensor that may have one leaves nothing certain.
    """
    tensors = [*tensors]
    depends = [it for it in tensors if it.unbacked]
    if any(not it.unbacked and not it.scalar and it.role != "parameter" for it in tensors):
        return False, NOWHERE
    if not all(it.unbacked_dims for it in depends):
        return bool(depends), NOWHERE
    return bool(depends), frozenset().union(*(it.unbacked_dims for it in depends))


def contracted(left: Tensor, right: Tensor) -> tuple[bool, Dims]:
    """A product of matrices: rows stay."""
    depends = left.unbacked or right.unbacked
    return depends, left.unbacked_dims & ROWS if not right.unbacked else NOWHERE


def _counted(name: str, bound: Bound) -> tuple[bool, Dims]:
    """Operators whose result has as many rows as the data say."""
    given = bound.value("output_size")
    if given is not None and not is_none(given):
        return is_from_data(given), NOWHERE
    if name == "repeat_interleave":
        repeats = bound.passed.get("repeats", bound.passed.get("input"))
        if isinstance(repeats, Const):
            return False, NOWHERE
    dim = bound.value("dim")
    if dim is None or is_none(dim):
        return True, ROWS
    place = constant(dim, int)
    return True, frozenset({place}) if isinstance(place, int) and place >= 0 else NOWHERE


def _made(name: str, tensors: Sequence[Tensor], bound: Bound) -> tuple[bool, Dims]:
    """Makers of tensors: of the sizes they are given, or of those of another tensor."""
    if name.endswith("_like"):
        return broadcast(tensors[:1])
    if name == "eye" and is_from_data(bound.passed.get("n", NONE)):
        return True, frozenset({0, 1})
    sizes = [bound.passed[it] for it in _SHAPED if it in bound.passed]
    answers = [_sizes(it) for it in sizes]
    return any(yes for yes, _ in answers), frozenset().union(*(dims for _, dims in answers))


def _sizes(value: Value) -> tuple[bool, Dims]:
    """Sizes as a tuple, or a single one."""
    if not isinstance(value, Tuple):
        return _is_open(value), ROWS if _is_open(value) else NOWHERE
    if value.items is None:
        return value.element is not None and is_from_data(value.element), value.unbacked_dims
    found = frozenset(i for i, it in enumerate(value.items) if _is_open(it))
    return bool(found), found


def _is_open(value: Value) -> bool:
    """Whether a size depends on data and may be 0, which is what most questions at it are about."""
    return is_from_data(value) and not (isinstance(value, Scalar) and value.least)


def _joined(name: str, bound: Bound) -> tuple[bool, Dims]:
    """``stack``, and ``cat``: with a part whose size is known there is something for certain."""
    tensors = _parts(bound.passed.get("tensors", NONE))
    depends, dims = broadcast(tensors)
    place = constant(bound.value("dim") or Const(0), int)
    if not tensors or not isinstance(place, int):
        return depends, NOWHERE
    if name == "stack":
        return depends, dims if place < 0 else _shifted(dims, place)
    everywhere = frozenset.intersection(*(it.unbacked_dims for it in tensors))
    dims = dims - {place} | everywhere if place >= 0 else everywhere
    return bool(dims), dims


def _parts(given: Value) -> list[Tensor]:
    """The tensors of a tuple."""
    if not isinstance(given, Tuple):
        return []
    found = given.items if given.items is not None else (given.element or NONE,)
    return [it.value for part in found for it in options(part) if isinstance(it.value, Tensor)]


def _shifted(dims: Dims, place: int) -> Dims:
    """After a new dimension at ``place``."""
    return frozenset(it + 1 if it >= place else it for it in dims)


def _without(dims: Dims, place: int) -> Dims:
    """After the dimension at ``place`` is gone."""
    return frozenset(it - 1 if it > place else it for it in dims if it != place)


def _reduced(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    place = constant(bound.passed.get("dim", NONE), int)
    if place == -1 and first.unbacked_dims:  # the last one, or one behind it that is known
        rest = first.unbacked_dims - {max(first.unbacked_dims)}
        return bool(rest), rest
    if not isinstance(place, int) or place < 0:
        return False, NOWHERE
    kept = constant(bound.value("keepdim") or NONE, bool)
    rest = first.unbacked_dims - {place} if kept else _without(first.unbacked_dims, place)
    return bool(rest), rest


def _viewed(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``view`` and ``reshape``: -1 takes what the other sizes leave."""
    given = next(iter(bound.passed.values()), NONE)
    given = given if isinstance(given, Tuple) else Tuple((given,))
    depends, dims = _sizes(given)
    if given.items is not None and first.unbacked and not dims:
        dims = frozenset(i for i, it in enumerate(given.items) if it == Const(-1))
    return depends or first.unbacked, dims


def _expanded(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``expand``: -1 keeps a size, where no dimension is added in front."""
    given = bound.passed.get("size", NONE)
    depends, dims = _sizes(given)
    if isinstance(given, Tuple) and given.items and given.items[0] == Const(-1):
        dims |= first.unbacked_dims
    return depends or first.unbacked, dims


def _flattened(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    start = constant(bound.value("start_dim") or Const(0), int)
    if not first.unbacked_dims or not isinstance(start, int) or start < 0:
        return first.unbacked, NOWHERE
    return True, frozenset(min(it, start) for it in first.unbacked_dims)


def _unsqueezed(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    place = constant(bound.passed.get("dim", NONE), int)
    if not isinstance(place, int) or place < -1:
        return first.unbacked, NOWHERE
    return first.unbacked, _shifted(first.unbacked_dims, place if place >= 0 else 1 << 30)


def _turned(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``t()`` and ``transpose(a, b)``."""
    ends = [constant(bound.passed.get(it, NONE), int) for it in ("dim0", "dim1")]
    one, other = ends if any(it is not None for it in ends) else (0, 1)
    if not isinstance(one, int) or not isinstance(other, int) or one < 0 or other < 0:
        return first.unbacked, NOWHERE
    swap = {one: other, other: one}
    return first.unbacked, frozenset(swap.get(it, it) for it in first.unbacked_dims)


def _permuted(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    given = bound.passed.get("dims", NONE)
    order = [constant(it, int) for it in given.items or ()] if isinstance(given, Tuple) else []
    return first.unbacked, frozenset(i for i, it in enumerate(order) if it in first.unbacked_dims)


def _picked(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """``index_select``: as many along one dimension as there are positions."""
    place = constant(bound.passed.get("dim", NONE), int)
    index = bound.passed.get("index", NONE)
    if not isinstance(index, Tensor) or not isinstance(place, int) or place < 0:
        return first.unbacked or (isinstance(index, Tensor) and index.unbacked), NOWHERE
    dims = first.unbacked_dims - {place} | ({place} if index.unbacked else NOWHERE)
    return bool(dims) or (first.unbacked and not first.unbacked_dims), dims


def _cut(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    """A piece of ``split`` or ``chunk``: of data's size where the data say the sizes."""
    place = constant(bound.value("dim") or Const(0), int)
    names = ("split_size", "split_sizes", "split_size_or_sections")
    sizes = next((bound.passed[it] for it in names if it in bound.passed), NONE)
    parts = (sizes.items or (sizes.element,)) if isinstance(sizes, Tuple) else ()
    depends = bool(parts) and all(it is not None and is_from_data(it) for it in parts)
    if not isinstance(place, int) or place < 0:
        return depends or first.unbacked, NOWHERE
    dims = first.unbacked_dims - {place} | ({place} if depends else NOWHERE)
    return bool(dims) or (first.unbacked and not first.unbacked_dims), dims


def _unbound(first: Tensor, bound: Bound) -> tuple[bool, Dims]:
    place = constant(bound.value("dim") or Const(0), int)
    if not isinstance(place, int) or place < 0:
        return first.unbacked, NOWHERE
    rest = _without(first.unbacked_dims, place)
    return bool(rest) or (first.unbacked and not first.unbacked_dims), rest


_PLACES: dict[str, Callable[[Tensor, Bound], tuple[bool, Dims]]] = {
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
}
