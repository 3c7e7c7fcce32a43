"""Which operators tell the compiler that a size that depends on data is one that it knows.

Rows of unknown number that are added to, or joined beside, rows of known number must be as many.
The compiler notes so (``torch._check`` in torch/_refs and torch/_meta_registrations.py), puts the
known number in the place of the unknown one wherever it stands, and answers questions about it
from then on. Which sizes are one number is not followed: after such an operator all sizes of the
frames that run are taken for known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gnnlint.trace import ranks, shapes
from gnnlint.trace.bound import Bound
from gnnlint.trace.machine import Machine
from gnnlint.trace.moves import is_open, place_of, sizes
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    NONE,
    Const,
    DType,
    Scalar,
    Tensor,
    Tuple,
    Value,
    constant,
    index_parts,
    is_from_data,
    options,
)


def heed(
    machine: Machine,
    name: str,
    tensors: Sequence[Tensor],
    bound: Bound,
    result: Value,
    state: State,
) -> Value:
    """The result of an operator, after what it tells of sizes has been taken note of.

    Args:
        machine: the machine, which tells the frames that called this one.
        name: the operator, without its module.
        tensors: the owner, for a method, and the tensors among the arguments.
        bound: the arguments, lists written as tuples.
        result: what the operator returns, by itself.
        state: the variables of the frame.
    """
    if not any(it.unbacked for it in tensors) and not _holds_open(bound):
        return result
    if not _agree(name.rstrip("_"), tensors, bound):
        return result
    note(machine, state)
    return shapes.settled(result)


def note(machine: Machine, state: State) -> None:
    """Take the sizes for known that the running frames hold."""
    machine.agreements += 1
    shapes.settle(state)


def by_mask(owner: Tensor, index: Value) -> bool:
    """Whether ``owner[index]`` tells that a mask is as long as what it selects from."""
    return any(
        mask.dtype is DType.BOOL and _covers_others(mask, owner, place)
        for place, part in enumerate(index_parts(index))
        for mask in (it.value for it in options(part) if isinstance(it.value, Tensor))
    )


def _covers_others(mask: Tensor, owner: Tensor, place: int) -> bool:
    """Whether the sizes of a mask depend on data elsewhere than those of what it selects from."""
    if any(it.unbacked and not it.unbacked_dims for it in (mask, owner)):
        return mask.unbacked is not owner.unbacked
    covered = {place + it for it in range(mask.rank or 1)}
    return {place + it for it in mask.unbacked_dims} != owner.unbacked_dims & covered


def by_part(owner: Tensor, index: Value, value: Value) -> bool:
    """Whether ``owner[index] = value``, by slices and numbers, tells that they are as large."""
    given = [it.value for part in index_parts(index) for it in options(part)]
    if not isinstance(value, Tensor) or any(isinstance(it, Tensor) for it in given):
        return False
    depends, dims = shapes.indexed(owner, index)
    return _differ([Tensor(unbacked=depends, unbacked_dims=dims), value])


def by_groups(bound: Bound) -> bool:
    """Whether a function of torch_geometric tells that there is an index for each row."""
    rows = next(iter(bound.passed.values()), NONE)
    indices = [bound.passed.get(it) for it in ("index", "batch")]
    given = [it for it in indices if isinstance(it, Tensor)]
    if not isinstance(rows, Tensor):
        return False
    along = bound.passed.get("dim", Const(0))
    place = 0 if along in (Const(0), Const(-2)) else place_of(along, rows.rank)
    return any(_count_others(rows, place, it) for it in given)


def _count_others(rows: Tensor, along: int | None, index: Tensor) -> bool:
    """Whether the number of rows depends on data, and the length of their index not, or so."""
    if (
        along is None
        or along < 0
        or any(it.unbacked and not it.unbacked_dims for it in (rows, index))
    ):
        return rows.unbacked is not index.unbacked
    return (along in rows.unbacked_dims) is not (0 in index.unbacked_dims)


def by_layers(bound: Bound) -> bool:
    """Whether ``JumpingKnowledge`` tells that what layers made has as many rows each."""
    return _differ(shapes.parts(next(iter(bound.passed.values()), NONE)))


def _holds_open(bound: Bound) -> bool:
    """Whether there is a number from data, or a tuple or list with something open, among them."""
    return any(
        is_from_data(it) or (isinstance(it, Tuple) and _is_open_tuple(it))
        for it in bound.passed.values()
    )


def _is_open_tuple(value: Tuple) -> bool:
    held = value.items if value.items is not None else (value.element or NONE,)
    return any(is_from_data(it) or (isinstance(it, Tensor) and it.unbacked) for it in held)


def _agree(name: str, tensors: Sequence[Tensor], bound: Bound) -> bool:
    if name in _JOINING:
        parts = shapes.parts(bound.passed.get("tensors", NONE))
        return _differ(parts) if _is_stack(name, parts) else _beside(name, parts, bound)
    if name in _CONTRACTING:
        return _along_sum(tensors[-2:]) or (name in _ADDING and _added(tensors))
    if name == "einsum":
        return _by_letter(bound)
    if (asks := _SIZING.get(name)) is not None:
        return bool(tensors) and asks(tensors, bound)
    if name in _SCATTERING:
        return _some_are_open(it for it in bound.values() if isinstance(it, Tensor))
    if name in _COUPLING:
        return _some_are_open(tensors)
    return name in _ALIGNING and _aligned(tensors)


def _some_are_open(tensors: Iterable[Tensor]) -> bool:
    """Whether sizes of one tensor depend on data, and those of another do not."""
    return len({it.unbacked for it in tensors if not it.scalar}) > 1


def _differ(tensors: Iterable[Tensor], *apart: int) -> bool:
    """Whether sizes of tensors depend on data in different dimensions, but for those ``apart``."""
    tensors = [*tensors]
    if any(it.unbacked and not it.unbacked_dims for it in tensors):
        return _some_are_open(tensors)
    return len({it.unbacked_dims - {*apart} for it in tensors}) > 1


def _is_stack(name: str, parts: Iterable[Tensor]) -> bool:
    """Whether tensors become rows of a new dimension, as vectors do in ``vstack``."""
    return name == "stack" or (_JOINING[name] == 0 and any((it.rank or 1) < 2 for it in parts))


def _beside(name: str, tensors: Sequence[Tensor], bound: Bound) -> bool:
    """Tensors joined along a dimension have the same sizes along the others."""
    rank = next((it.rank for it in tensors if it.rank is not None), None)
    along = _JOINING[name]
    place = along if along is not None else place_of(bound.value("dim") or Const(0), rank)
    return _differ(tensors) if place is None else _differ(tensors, place)


def _aligned(tensors: Iterable[Tensor]) -> bool:
    """Element by element: dimensions are counted from the last; weights have rows of their own."""
    tensors = [it for it in tensors if not it.scalar]
    if (rank := ranks.broadcast(tensors)) is None:
        return _differ(it for it in tensors if not it.is_held)
    if any(it.unbacked and not it.unbacked_dims for it in tensors):
        return _some_are_open(tensors)
    opened: set[int] = set()
    known: set[int] = set()
    for it in tensors:
        first = rank - (it.rank or 0)
        own = {first + dim for dim in it.unbacked_dims}
        opened |= own
        known |= set(range(first, rank)) - own
    return bool(opened & known)


def _along_sum(tensors: Sequence[Tensor]) -> bool:
    """A product of matrices: as many columns left as there are rows right."""
    if len(tensors) < 2:
        return False
    left, right = tensors
    if any(it.unbacked and not it.unbacked_dims for it in tensors):
        return False  # most sizes of matrices are not the one that is summed over
    columns = _rank_of(left) - 1
    rows = max(_rank_of(right) - 2, 0)
    if (columns in left.unbacked_dims) is not (rows in right.unbacked_dims):
        return True
    return _differ([_without_matrix(it) for it in tensors]) if columns > 1 and rows > 0 else False


def _added(tensors: Sequence[Tensor]) -> bool:
    """A product that is added to something: as large in each dimension."""
    if len(tensors) < 3:
        return False
    left, right = tensors[-2:]
    rank = _rank_of(left)
    opened = {
        rank - 2: rank - 2 in left.unbacked_dims,
        rank - 1: _rank_of(right) - 1 in right.unbacked_dims,
    }
    dims = frozenset(place for place, answer in opened.items() if answer)
    return _aligned([tensors[0], Tensor(rank=rank, unbacked=bool(dims), unbacked_dims=dims)])


def _rank_of(tensor: Tensor) -> int:
    """The rank, that of a matrix where nothing says otherwise."""
    if tensor.rank is not None:
        return tensor.rank
    return max((2, *(it + 1 for it in tensor.unbacked_dims)))


def _without_matrix(tensor: Tensor) -> Tensor:
    """What a batch of matrices is a batch of."""
    kept = frozenset(it for it in tensor.unbacked_dims if it < _rank_of(tensor) - 2)
    return Tensor(unbacked=bool(kept), unbacked_dims=kept)


def _by_letter(bound: Bound) -> bool:
    """``einsum``: a letter is one size, wherever it stands."""
    text, *tensors = bound.passed.values() or (NONE,)
    terms = str(constant(text, str)).replace(" ", "").partition("->")[0].split(",")
    letters: dict[str, set[bool]] = {}
    for term, it in zip(terms, tensors, strict=False):
        if isinstance(it, Tensor):
            for place, letter in enumerate(term):
                letters.setdefault(letter, set()).add(place in it.unbacked_dims)
    return any(len(it) > 1 for it in letters.values())


def _viewed(tensors: Sequence[Tensor], bound: Bound) -> bool:
    """Sizes that leave nothing open tell how large a tensor is."""
    first, given = tensors[0], _given(bound)
    if given.items is None:
        return given.name == "torch.Size" and bool(given.unbacked_dims) is not first.unbacked
    opened = [it for it in given.items if is_open(it)]
    if not first.unbacked:
        return any(isinstance(it, Scalar) for it in opened)
    return not opened and Const(-1) not in given.items


def _expanded(tensors: Sequence[Tensor], bound: Bound) -> bool:
    """A size that is given is that of the tensor, if it is not 1."""
    first, given = tensors[0], _given(bound)
    if given.items is None or (first.unbacked and not first.unbacked_dims):
        return _viewed(tensors, bound)
    added = len(given.items) - first.rank if first.rank is not None else 0
    return any(
        is_open(it) is not (place - added in first.unbacked_dims)
        for place, it in enumerate(given.items)
        if it != Const(-1) and place >= added
    )


def _parted(tensors: Sequence[Tensor], bound: Bound) -> bool:
    """Sizes of parts that are known add up to the size of the whole."""
    given = [it for it in bound.passed.values() if isinstance(it, Tuple)]
    along = bound.value("dim") or Const(0)
    return _is_open_along(tensors[0], along) and any(not sizes(it)[0] for it in given)


def _unflattened(tensors: Sequence[Tensor], bound: Bound) -> bool:
    """Sizes that one dimension is divided into tell how large that was."""
    return _is_open_along(tensors[0], bound.value("dim") or Const(0)) and _viewed(tensors, bound)


def _is_open_along(tensor: Tensor, dim: Value) -> bool:
    """Whether the size of a dimension depends on data, as far as anybody knows."""
    place = place_of(dim, tensor.rank)
    if not tensor.unbacked_dims or place is None:
        return tensor.unbacked
    return place in tensor.unbacked_dims


def _given(bound: Bound) -> Tuple:
    """The sizes that are passed, one by one or as a shape."""
    given = next((it for it in bound.passed.values() if not isinstance(it, Tensor)), NONE)
    if isinstance(given, (Const, Scalar)):
        return Tuple((given,))
    return given if isinstance(given, Tuple) else Tuple(None)


_JOINING: dict[str, int | None] = {
    **dict.fromkeys(("cat", "concat", "concatenate", "stack")),
    **dict.fromkeys(("vstack", "row_stack"), 0),
    **dict.fromkeys(("hstack", "column_stack"), 1),
    "dstack": 2,
}
"""Operators that join tensors, and along which dimension where it is always the same."""

_CONTRACTING = frozenset("matmul mm mv bmm addmm addmv baddbmm addbmm".split())

_ADDING = frozenset("addmm baddbmm".split())
"""Those whose product is added to what they are given first."""

_ALIGNING = ranks.ELEMENTWISE | frozenset(
    """copy expand_as view_as reshape_as broadcast_tensors dot vdot dist pairwise_distance
    kl_div rsub complex polar normal trapezoid cross vecdot masked_scatter poisson_nll_loss
    soft_margin_loss hinge_embedding_loss multilabel_soft_margin_loss""".split()
)

_SCATTERING = frozenset("index_add index_copy index_reduce scatter_add scatter_reduce".split())
"""Methods that take as many rows as positions, and put them into a tensor of any size."""

_COUPLING = frozenset(
    """cross_entropy nll_loss
    conv1d solve scaled_dot_product_attention triplet_margin_loss cosine_embedding_loss
    multi_margin_loss margin_ranking_loss""".split()
)
"""Operators of several tensors whose sizes belong together in one way or the other."""

_SIZING: dict[str, Callable[[Sequence[Tensor], Bound], bool]] = {
    "view": _viewed,
    "reshape": _viewed,
    "unflatten": _unflattened,
    "expand": _expanded,
    "broadcast_to": _expanded,
    "split": _parted,
    "split_with_sizes": _parted,
}
