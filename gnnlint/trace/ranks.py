"""How many dimensions a tensor has, where what made it tells.

An index without dimensions is read back from the device, sizes may be counted from the last, and
what a reduction leaves depends on how much there was. The rank of an argument of ``forward`` is
mostly not known, and then neither is that of what is computed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gnnlint.library import kinds
from gnnlint.trace.bound import Bound
from gnnlint.trace.heap import contents
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    NONE,
    WIDTH,
    Const,
    DType,
    Scalar,
    Slice,
    Tensor,
    Tuple,
    Value,
    constant,
    index_parts,
    is_none,
)

BY_NAME = {
    **dict.fromkeys(
        """edge_index edge_index_1 edge_index_2 edge_label_index pos_edge_index
        neg_edge_index""".split(),
        2,
    ),
    "batch": 1,
}
"""The rank of the integer tensors that torch_geometric's conventions have a name for."""

_FIXED = {
    **dict.fromkeys("vdot trace dist cross_entropy nll_loss mse_loss".split(), 0),
    **dict.fromkeys("arange linspace logspace range randperm bincount masked_select mv".split(), 1),
    **dict.fromkeys("eye nonzero argwhere mm addmm outer tril_indices triu_indices".split(), 2),
    **dict.fromkeys("bmm baddbmm".split(), 3),
}
"""Operators whose result has as many dimensions whatever they are given."""

_LOSSES = frozenset("cross_entropy nll_loss mse_loss".split())

ELEMENTWISE = frozenset(
    """abs absolute add sub subtract mul multiply div divide true_divide floor_divide remainder
    fmod pow float_power neg negative positive square sqrt rsqrt reciprocal exp exp2 expm1 log
    log1p log2 log10 logaddexp logaddexp2 sin cos tan sinh cosh tanh asin acos atan asinh acosh
    atanh atan2 arctan2 sinc hypot deg2rad rad2deg sigmoid logit relu relu6 elu selu celu gelu
    silu mish rrelu softplus softsign softmin tanhshrink hardsigmoid hardswish hardshrink
    softshrink hardtanh leaky_relu logsigmoid threshold dropout alpha_dropout feature_dropout
    softmax log_softmax sign sgn signbit copysign floor ceil round trunc fix frac clamp clamp_min
    clamp_max clip erf erfc erfinv lgamma digamma i0 xlogy nan_to_num where lerp addcmul addcdiv
    maximum minimum fmax fmin gcd lcm heaviside ldexp nextafter eq ne lt le gt ge not_equal less
    less_equal greater greater_equal isnan isinf isposinf isneginf isreal isfinite isclose
    logical_and logical_or logical_xor logical_not bitwise_and bitwise_or bitwise_xor bitwise_not
    bitwise_left_shift bitwise_right_shift masked_fill conj conj_physical angle real imag""".split()
)
"""Operators that compute element by element, or along a dimension, and broadcast their tensors."""

WHOLE = frozenset(
    """gcd lcm bitwise_and bitwise_or bitwise_xor bitwise_not bitwise_left_shift
    bitwise_right_shift""".split()
)
"""Those of whole numbers."""

_OPERANDS = frozenset(
    "input other condition mask exponent end weight tensor1 tensor2 min max values".split()
)
"""The parameters of those that take tensors of any rank; without a signature they are numbered."""

_KEEPING = kinds.KEEPING | frozenset(
    """t transpose permute T mT H mH swapaxes swapdims movedim moveaxis topk index_select
    gather fill_ zero_ copy_ normal_ uniform_ split chunk tensor_split split_with_sizes
    zeros_like ones_like empty_like full_like rand_like randn_like randint_like
    multinomial""".split()
)
"""Operators whose result has as many dimensions as their first tensor."""


def of_result(
    name: str, owner: Tensor | None, tensors: Sequence[Tensor], bound: Bound
) -> int | None:
    """The rank of what an operator returns, or of each tensor of a tuple; None where not known.

    Args:
        name: the operator, without its module.
        owner: the tensor whose method it is; None for a function.
        tensors: the owner and the tensors among the arguments.
        bound: the arguments, lists written as tuples.
    """
    plain = name if name in _KEEPING else name.rstrip("_")
    if plain in _FIXED:
        open_form = plain in _LOSSES and not _reduces(bound)
        return None if open_form else _FIXED[plain]
    if (maker := _MAKERS.get(plain)) is not None:
        return maker(bound)
    if plain in ("cat", "concat", "stack"):
        return _joined(plain, bound)
    if not tensors:
        return None
    first = _first(owner, tensors, bound)
    if (special := _SPECIAL.get(plain)) is not None:
        return special(first, bound)
    if plain == "matmul":
        return of_product(tensors)
    if plain in kinds.REDUCING and "other" not in bound.passed:
        return _reduced(first, bound)
    if plain in ELEMENTWISE or plain in kinds.REDUCING:
        in_place = owner is not None and name.endswith("_")
        return first.rank if in_place else broadcast([*tensors, *_not_seen(bound)])
    return first.rank if plain in _KEEPING else None


def _first(owner: Tensor | None, tensors: Sequence[Tensor], bound: Bound) -> Tensor:
    """What a method is called on, or a function is given first: not seen to be a tensor, maybe."""
    if owner is not None:
        return owner
    given = next((bound.passed[it] for it in _FIRST if it in bound.passed), tensors[0])
    return given if isinstance(given, Tensor) else Tensor()


_FIRST = ("input", "x1", "0")


def as_number(value: Tensor) -> Value:
    """What ``value.dim()`` answers: where what made it tells, that decides what code does."""
    rank = value.sure_rank
    return WIDTH if rank is None else Const(rank)


def broadcast(tensors: Iterable[Tensor]) -> int | None:
    """The rank of what is computed element by element."""
    ranks = [it.rank for it in tensors]
    known = [it for it in ranks if it is not None]
    return max(known) if known and len(known) == len(ranks) else None


def operands(values: Iterable[Value]) -> list[Tensor]:
    """The tensors that an operator is given, or may be: of what is not known no rank is, either."""
    given = (it for it in values if not isinstance(it, (Const, Scalar)))
    return [it if isinstance(it, Tensor) else Tensor() for it in given]


def _not_seen(bound: Bound) -> list[Tensor]:
    """What may be tensors among the arguments of an operator, and is not seen to be."""
    given = ((name, it) for name, it in bound.passed.items() if not isinstance(it, Tensor))
    return operands(it for name, it in given if name in _OPERANDS or name.isdigit())


def of_product(tensors: Sequence[Tensor]) -> int | None:
    """The rank of ``left @ right``."""
    left, right = (tensors[0].rank, tensors[1].rank) if len(tensors) == 2 else (None, None)
    if left is None or right is None:
        return None
    if min(left, right) >= 2:
        return max(left, right)
    return max(left, right) - 1 if max(left, right) > 1 else 0


def of_index(value: Tensor, index: Value) -> int | None:
    """The rank of ``value[index]``."""
    rank = value.rank
    parts = index_parts(index)
    if rank is None or (any(constant(it) is Ellipsis for it in parts) and len(parts) == 1):
        return rank
    selecting: list[int] = []
    for part in parts:
        if isinstance(part, Tensor):
            if part.rank is None or part.dtype is DType.UNKNOWN:
                return None
            taken, left = (part.rank, 1) if part.dtype is DType.BOOL else (1, part.rank)
            rank -= taken
            selecting.append(left)
        elif is_none(part):
            rank += 1
        elif isinstance(part, (Const, Scalar)) and constant(part) is not Ellipsis:
            if isinstance(constant(part), bool):
                return None
            rank -= 1
        elif not isinstance(part, Slice) and constant(part) is not Ellipsis:
            return None
    rank += max(selecting, default=0)
    return rank if rank >= 0 else None


_DEEPEST = 8


def of_numbers(value: Value, state: State, depth: int = 0) -> int | None:
    """How deep the lists are nested that a tensor is made of; None where not known."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, Tensor):
        return value.rank
    if isinstance(value, (Scalar, Const)):
        return 0 if constant(value, str) is None and not is_none(value) else None
    held = contents(value, state.heap)
    if held is None:
        return None
    inner = {of_numbers(it, state, depth + 1) for it in held} or {0}
    return _more(inner.pop(), 1) if len(inner) == 1 else None


def _more(rank: int | None, added: int) -> int | None:
    return None if rank is None or rank + added < 0 else rank + added


def _count(value: Value | None) -> int | None:
    """How many sizes, or dimensions, are named."""
    if isinstance(value, Tuple):
        return len(value.items) if value.items is not None else None
    if isinstance(value, Scalar) or isinstance(constant(value or NONE), int):
        return 1
    return None


def _sized(bound: Bound) -> int | None:
    return _count(bound.passed.get("size", bound.passed.get("shape")))


def _joined(name: str, bound: Bound) -> int | None:
    """``cat`` and ``stack``: the parts have the same rank."""
    given = bound.passed.get("tensors")
    parts = (given.items or (given.element,)) if isinstance(given, Tuple) else ()
    ranks = {it.rank if isinstance(it, Tensor) else None for it in parts}
    rank = ranks.pop() if len(ranks) == 1 else None
    return _more(rank, 1) if name == "stack" else rank


def _reduces(bound: Bound) -> bool:
    """Whether a loss is one number, as by default."""
    if not bound.passed.keys().isdisjoint({"reduce", "size_average"}):
        return False
    return bound.value("reduction") in (None, Const("mean"), Const("sum"))


_KNOWN = frozenset("input self dim keepdim dtype p unbiased correction".split())
"""Parameters of reductions, by which it is known that no other one says the dimensions."""


def _reduced(first: Tensor, bound: Bound) -> int | None:
    kept = constant(bound.value("keepdim") or Const(False), bool)
    if kept or not _KNOWN.issuperset(bound.passed):
        return first.rank if kept else None
    given = bound.passed.get("dim")
    if given is None or is_none(given):
        return 0 if kept is False else None
    named = _count(given)
    return _more(first.rank, -named) if named and kept is False else None


def _viewed(first: Tensor, bound: Bound) -> int | None:
    return first.rank if "dtype" in bound.passed else _sized(bound)


def _repeated(first: Tensor, bound: Bound) -> int | None:
    return _count(bound.passed.get("repeats"))


def _interleaved(first: Tensor, bound: Bound) -> int | None:
    return first.rank if isinstance(constant(bound.passed.get("dim", NONE)), int) else 1


def _dropped(first: Tensor, bound: Bound) -> int | None:
    """``mode`` and ``kthvalue``: over the last dimension where none is named."""
    kept = constant(bound.value("keepdim") or Const(False), bool)
    return first.rank if kept else _more(first.rank, -1) if kept is False else None


def _flattened(first: Tensor, bound: Bound) -> int | None:
    start = constant(bound.value("start_dim") or Const(0), int)
    end = constant(bound.value("end_dim") or Const(-1), int)
    if (start, end) == (0, -1):
        return 1
    if first.rank is None or not isinstance(start, int) or not isinstance(end, int):
        return None
    width = end % max(first.rank, 1) - start % max(first.rank, 1)
    return _more(first.rank, -width) if width >= 0 else None


def _added(first: Tensor, bound: Bound) -> int | None:
    return _more(first.rank, 1)


def _removed(first: Tensor, bound: Bound) -> int | None:
    return _more(first.rank, -1)


def _equation(first: Tensor, bound: Bound) -> int | None:
    text = constant(next(iter(bound.passed.values()), NONE), str)
    if not isinstance(text, str) or "->" not in text or "." in text:
        return None
    return len(text.partition("->")[2].replace(" ", ""))


def _other(name: str) -> Callable[[Tensor, Bound], int | None]:
    """The rank of another argument than the first."""

    def rank(first: Tensor, bound: Bound) -> int | None:
        other = bound.passed.get(name)
        return other.rank if isinstance(other, Tensor) else None

    return rank


def _pairwise(first: Tensor, bound: Bound) -> int | None:
    """``cdist``: the first of the two has no more dimensions than the other, nor fewer."""
    other = bound.passed.get("x2")
    return first.rank if isinstance(other, Tensor) and other.rank == first.rank else None


def _projected(first: Tensor, bound: Bound) -> int | None:
    """``linear``, by a matrix."""
    weight = bound.passed.get("weight")
    plain = isinstance(weight, Tensor) and weight.rank in (None, 2)
    return first.rank if plain else None


def _embedded(first: Tensor, bound: Bound) -> int | None:
    """``embedding``, whose positions stand second in ``torch.embedding``."""
    index = bound.passed.get("indices", bound.passed.get("input"))
    return _more(index.rank, 1) if isinstance(index, Tensor) else None


def _distinct(first: Tensor, bound: Bound) -> int | None:
    if any(it.isdigit() for it in bound.passed):
        return None
    return 1 if is_none(bound.value("dim") or NONE) else first.rank


_MAKERS: dict[str, Callable[[Bound], int | None]] = dict.fromkeys(
    """zeros ones empty full rand randn randint new_zeros new_ones new_empty
    new_full""".split(),
    _sized,
)

_SPECIAL: dict[str, Callable[[Tensor, Bound], int | None]] = {
    "view": _viewed,
    "reshape": _viewed,
    "expand": lambda first, bound: _sized(bound),
    "broadcast_to": lambda first, bound: _sized(bound),
    "repeat": _repeated,
    "repeat_interleave": _interleaved,
    "flatten": _flattened,
    "ravel": lambda first, bound: 1,
    "unsqueeze": _added,
    "unbind": _removed,
    "select": _removed,
    "expand_as": _other("other"),
    "take": _other("index"),
    "one_hot": _added,
    "embedding": _embedded,
    "linear": _projected,
    "cdist": _pairwise,
    "mode": _dropped,
    "kthvalue": _dropped,
    "einsum": _equation,
    "unique": _distinct,
    "unique_consecutive": _distinct,
}
