"""Sizes that depend on data ("unbacked" to the compilers): which dimensions of a result have them.

``fullgraph=True`` traces an operator whose result has as many rows as the data say, with a symbol
for their number, and fails where that number has to be known. Which operators ask for it is said
by the rules; here stands how the symbol travels. Dimensions are counted from the first, since the
number of dimensions is not known; what cannot be placed is unbacked in no known dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gnnlint.frozen import replace
from gnnlint.library import kinds
from gnnlint.trace import ranks
from gnnlint.trace.bound import Bound
from gnnlint.trace.heap import DictObject, Instance, ListObject, contents
from gnnlint.trace.moves import (
    NOWHERE,
    PLACES,
    ROWS,
    Dims,
    place_of,
    reduced,
    shifted,
    sizes,
    without,
)
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    NONE,
    Const,
    DType,
    Option,
    Ref,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Union,
    Value,
    constant,
    index_parts,
    is_from_data,
    is_none,
    options,
    role_of_result,
    unbacked,
)

_SHAPED = frozenset("size n m start end steps".split())
"""Parameters of makers that say the size of what they make."""

_CONTRACTING = frozenset("matmul mm mv".split())

_PLACED_BY_INDEX = frozenset("gather take searchsorted".split())
"""Operators whose result has the shape of their index (or of what they look up)."""

_KEEPING_FIRST = kinds.KEEPING | frozenset(
    """embedding linear bucketize isin fliplr flipud normal uniform dropout1d dropout2d
    dropout3d max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d adaptive_max_pool2d""".split()
)
"""Operators that leave sizes that depend on data where their first tensor has them."""


def with_lists(bound: Bound, state: State) -> Bound:
    """The arguments of a call with lists written as tuples, for what needs no heap.

    An unknown number of further items counts as one: what stands in front keeps its place.
    """
    if Ref not in map(type, bound.passed.values()):
        return bound
    passed = {name: _opened(value, state) for name, value in bound.passed.items()}
    return Bound(passed, bound.defaults, bound.complete, bound.owner, bound.required)


def _opened(value: Value, state: State) -> Value:
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if not isinstance(thing, ListObject):
        return value
    if thing.rest is None:
        return Tuple(thing.items)
    if thing.items:
        return Tuple((*thing.items, thing.rest))
    return Tuple(None, thing.rest, name="list", count=thing.count)


def item_of(value: Tensor) -> Tensor:
    """What iterating over a tensor yields."""
    rest = without(value.unbacked_dims, 0)
    known = value.unbacked and bool(value.unbacked_dims)
    return Tensor(
        value.dtype,
        assumed=value.assumed,
        role=role_of_result((value,)),
        rank=value.rank - 1 if value.rank else None,
        unbacked=bool(rest) if known else value.unbacked,
        unbacked_dims=rest,
        varying_dims=without(value.varying_dims, 0),
        array=value.array,
        graded=value.leaves,
    )


def settle(state: State) -> None:
    """Take the sizes in the frame's names for known, after the code said something of one.

    ``torch._check`` and ``assert`` hand what they say of a number on to the compiler, which then
    answers questions that it could not answer before; which ones is not followed.
    """
    seen: set[int] = set()
    for name, value in state.names.items():
        if (known := settled(value)) is not value:
            state.names[name] = known
        _settle_held(value, state, seen)
        thing = state.heap.get(value.key) if isinstance(value, Ref) else None
        for it in thing.attributes.values() if isinstance(thing, Instance) else ():
            _settle_held(it, state, seen, of_instance=True)


def _settle_held(value: Value, state: State, seen: set[int], *, of_instance: bool = False) -> None:
    """The same for what a list, a dict or an instance holds, and for lists and dicts in there."""
    held = contents(value, state.heap) if isinstance(value, (Ref, Tuple)) else None
    if isinstance(value, Ref):
        if value.key in seen or (held is None and of_instance):
            return
        seen.add(value.key)
        _settle_object(value, state)
    for it in held or ():
        _settle_held(it, state, seen, of_instance=True)


def _settle_object(ref: Ref, state: State) -> None:
    """The same for what one object holds."""
    thing = state.heap.get(ref.key)
    if isinstance(thing, ListObject):
        items = tuple(map(settled, thing.items))
        rest = settled(thing.rest) if thing.rest is not None else None
        if items != thing.items or rest is not thing.rest:
            state.heap[ref.key] = replace(thing, items=items, rest=rest)
    elif isinstance(thing, DictObject):
        entries = {key: settled(it) for key, it in thing.entries.items()}
        rest = settled(thing.rest) if thing.rest is not None else None
        if entries != thing.entries or rest is not thing.rest:
            state.heap[ref.key] = replace(thing, entries=entries, rest=rest)
    elif isinstance(thing, Instance):
        attributes = {name: settled(it) for name, it in thing.attributes.items()}
        if attributes != thing.attributes:
            state.heap[ref.key] = replace(thing, attributes=attributes)


def settled(value: Value) -> Value:
    """``value``, its sizes that depend on data taken for known; they differ from batch to batch."""
    if isinstance(value, Tensor) and value.unbacked:
        follows = value.varying_dims | value.unbacked_dims
        return replace(value, unbacked=False, unbacked_dims=NOWHERE, varying_dims=follows)
    if isinstance(value, Scalar) and value.source is Source.DATA:
        return replace(value, source=Source.PARAMETER, least=None)
    if isinstance(value, Tuple):
        return _settled_tuple(value)
    if isinstance(value, Union):
        several = tuple(Option(settled(it.value), it.guard) for it in value.options)
        return value if several == value.options else Union(several)
    return value


def _settled_tuple(value: Tuple) -> Tuple:
    items = tuple(map(settled, value.items)) if value.items is not None else None
    element = settled(value.element) if value.element is not None else None
    if items == value.items and element is value.element and not value.unbacked_dims:
        return value
    follows = value.varying_dims | value.unbacked_dims
    return replace(value, items=items, element=element, unbacked_dims=NOWHERE, varying_dims=follows)


def indexed(value: Tensor, index: Value) -> tuple[bool, Dims]:
    """Whether ``value[index]`` is unbacked, and where: a mask makes a size depend on data."""
    walk = _Walk(value)
    for part in index_parts(index):
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
        depends = _is_read(part.lower) or _is_read(part.upper)
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


def _is_read(bound: Value) -> bool:
    """Whether the bound of a slice is a number from a tensor, or a tensor that is read for one.

    Not one whose number the compiler knows.
    """
    tensors = (it.value for it in options(bound) if isinstance(it.value, Tensor))
    return is_from_data(bound) or any(not it.is_known for it in tensors)


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
    if name in kinds.DENSE_POOLS and isinstance(value, Tuple) and value.items is not None:
        return replace(value, items=(*_as_many(value.items[:2], bound), *value.items[2:]))
    if name in kinds.SIZED_RESULTS:
        dims = _read_back(name, bound)
        return unbacked(value, *dims) if dims else value
    return value


def _as_many(results: Iterable[Value], bound: Bound) -> list[Value]:
    """``results``, with the number of graphs of the first argument."""
    first = next(iter(bound.passed.values()), None)
    dims = first.unbacked_dims & ROWS if isinstance(first, Tensor) else NOWHERE
    return [unbacked(it, *dims) if dims else it for it in results]


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
    if (place := PLACES.get(plain)) is not None:
        return place(first, bound)
    if plain in kinds.REDUCING:
        return broadcast(tensors) if "other" in bound.passed else reduced(first, bound)
    if plain in _KEEPING_FIRST:
        return first.unbacked, first.unbacked_dims
    if plain in _PLACED_BY_INDEX:
        return _inherits(tensors[min(1, len(tensors) - 1)])
    if plain in _CONTRACTING:
        return contracted(first, tensors[1]) if len(tensors) > 1 else _inherits(first)
    if plain in ranks.ELEMENTWISE:
        return broadcast(tensors)
    return any(it.unbacked for it in tensors), NOWHERE


def _inherits(tensor: Tensor) -> tuple[bool, Dims]:
    return tensor.unbacked, tensor.unbacked_dims


def broadcast(tensors: Iterable[Tensor]) -> tuple[bool, Dims]:
    """Element by element: a size that depends on data stays where it is.

    Beside a size that is known it is taken to be that one (torch/_refs, _broadcast_shapes), so a
    tensor that may have one leaves nothing certain.
    """
    tensors = [*tensors]
    depends = [it for it in tensors if it.unbacked]
    if (rank := ranks.broadcast(tensors)) is not None:
        return _aligned(tensors, rank)
    if any(not it.unbacked and not it.scalar and not it.is_held for it in tensors):
        return False, NOWHERE
    places = {it.unbacked_dims for it in depends}
    # Dimensions are counted from the first, and aligned by the last: of ``x.t() * weight`` with
    # unknown ranks nobody knows which stands below which.
    return bool(depends), places.pop() if len(places) == 1 else NOWHERE


def _aligned(tensors: Iterable[Tensor], rank: int) -> tuple[bool, Dims]:
    """Tensors of known ranks next to each other, by their last dimensions."""
    placed: set[int] = set()
    known: set[int] = set()
    for it in tensors:
        first = rank - (it.rank or 0)
        own = {first + dim for dim in it.unbacked_dims}
        if it.unbacked and not own:
            return True, NOWHERE
        placed |= own
        known |= set(range(first, rank)) - own
    return bool(placed - known), frozenset(placed - known)


def contracted(left: Tensor, right: Tensor) -> tuple[bool, Dims]:
    """A product of matrices: rows of the left one stay, and columns of the right one."""
    depends = left.unbacked or right.unbacked
    rank = ranks.of_product((left, right))
    if left.rank and right.rank and rank and min(left.rank, right.rank) > 1:
        kept = {rank - left.rank + it for it in left.unbacked_dims if it < left.rank - 1}
        kept -= set(range(rank - 2)) - {rank - right.rank + it for it in right.unbacked_dims}
        if right.rank - 1 in right.unbacked_dims:
            kept.add(rank - 1)
        return bool(kept), frozenset(kept)
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
    answers = [sizes(bound.passed[it]) for it in _SHAPED if it in bound.passed]
    return any(yes for yes, _ in answers), frozenset().union(*(dims for _, dims in answers))


def _joined(name: str, bound: Bound) -> tuple[bool, Dims]:
    """``stack``, and ``cat``: with a part whose size is known there is something for certain."""
    tensors = parts(bound.passed.get("tensors", NONE))
    depends, dims = broadcast(tensors)
    rank = next((it.rank for it in tensors if it.rank is not None), None)
    if rank is not None and name == "stack":
        rank += 1
    place = place_of(bound.value("dim") or Const(0), rank)
    if not tensors or place is None:
        return depends, NOWHERE
    if name == "stack":
        return depends, dims if place < 0 else shifted(dims, place)
    everywhere = frozenset.intersection(*(it.unbacked_dims for it in tensors))
    dims = dims - {place} | everywhere if place >= 0 else everywhere
    return bool(dims), dims


def parts(given: Value) -> list[Tensor]:
    """The tensors of a tuple, or of a list that is written as one."""
    if not isinstance(given, Tuple):
        return []
    found = given.items if given.items is not None else (given.element or NONE,)
    return [it.value for part in found for it in options(part) if isinstance(it.value, Tensor)]
