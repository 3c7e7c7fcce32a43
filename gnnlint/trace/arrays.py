"""numpy: Dynamo traces arrays, and numpy's numbers, as tensors.

Its functions are those of torch._numpy (torch/_dynamo/variables/misc.py, NumpyVariable), and what
they return is a tensor in the graph (torch/_dynamo/variables/tensor.py, NumpyNdarrayVariable). What
numpy computes from Python numbers alone, while tracing or before, is ``ARRAY``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gnnlint.frozen import replace
from gnnlint.library import kinds
from gnnlint.trace import tensors
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.sizes import shape_of
from gnnlint.trace.value import (
    ARRAY,
    NONE,
    SIZE,
    UNKNOWN,
    WHOLE_ARRAY,
    WIDTH,
    DType,
    Library,
    Method,
    Opaque,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
    constant,
    is_from_data,
    may_be_tensor,
    unbacked,
)

_OPERATORS = {
    "absolute": "abs",
    "concatenate": "cat",
    "flatnonzero": "argwhere",
    "power": "pow",
    "astype": "type",
    "array": "as_tensor",
}
"""torch's names for what numpy calls otherwise; names that mean something else in torch, too."""

_ANEW = frozenset("zeros ones empty arange linspace logspace eye identity".split())
"""Makers of arrays that have dimensions whatever they are given."""

_DOUBLE = frozenset("zeros ones empty eye".split())
"""Makers of float64 where a size is all they are given (torch/_numpy/_funcs_impl.py)."""

UNTRACED = frozenset({"dtype", "flags", "base"})
"""Attributes of arrays that Dynamo does not trace (GB0157)."""

_ELEMENTWISE = frozenset({"equal", "not_equal"})
_INDICES = Tuple(None, unbacked(Tensor(DType.INT, array=True), 0))


def of_function(name: str, bound: Bound) -> Value:
    """What a function of numpy returns.

    Args:
        name: its canonical name.
        bound: its arguments, lists of them as tuples.
    """
    bare = name.removeprefix("numpy.").removeprefix("linalg.")
    if bare == "array_equal":
        return Scalar("bool", Source.DATA)
    if bare not in kinds.ARRAY_FUNCTIONS:
        return UNKNOWN
    named = enumerate(bound.passed.items())
    given = {key if place else "input": value for place, (key, value) in named}
    if any(map(_holds_text, given.values())):
        return UNKNOWN
    if not any(map(_holds_tensor, given.values())) and not _is_array_like(bare, given):
        return ARRAY
    if bare == "nonzero" or (bare == "where" and len(given) == 1):
        return _INDICES
    made = _result(bare, None, Bound(given, bound.defaults, bound.complete))
    if bare in _DOUBLE and bound.complete and len(given) == 1 and isinstance(made, Tensor):
        return replace(made, dtype=DType.FLOAT, double=True)
    one = bare in kinds.REDUCING and given.keys() <= {"input", "dtype"} and bound.complete
    return replace(made, rank=0) if one and isinstance(made, Tensor) else made


def of_method(name: str, owner: Tensor, bound: Bound) -> Value:
    """What a method of an array returns."""
    if name in ("item", "tolist"):
        return tensors.result(name, owner, bound, None)
    if name == "nonzero":
        return _INDICES
    if name in ("sort", "fill", "itemset", "tofile", "dump", "put", "partition", "resize"):
        return NONE
    if name in ("tobytes", "dumps", "view", "setflags"):
        return UNKNOWN
    return _result(name, owner, bound)


def of_number_method(name: str, owner: Opaque, arguments: Arguments) -> Value:
    """What a method of an array returns that is computed from Python numbers alone."""
    if name == "item":
        return Scalar("number")
    if name == "astype":
        kind = arguments.keywords.get("dtype", arguments.first)
        return WHOLE_ARRAY if _is_whole(kind) else ARRAY
    return UNKNOWN if name == "tolist" else owner


def _is_whole(kind: Value) -> bool:
    """Whether a dtype of numpy is one of whole numbers, by its text or class."""
    if isinstance(kind, Library):
        return kind.name.removeprefix("numpy.").removeprefix("builtins.").startswith("int")
    return str(constant(kind, str)).startswith("int")


def unsuited(kind: DType, bound: Bound) -> Tensor | None:
    """The array that a class of tensors is called with and, compiled, does not take.

    Eager, the class converts what it is given. While tracing that is a tensor, which has to be of
    its own kind: float32 for ``FloatTensor``, int64 for ``LongTensor``.

    Args:
        kind: the kind that the class holds.
        bound: the arguments of the call.
    """
    value = bound.passed.get("data")
    if not isinstance(value, Tensor) or not value.array or value.dtype is DType.UNKNOWN:
        return None
    if kind is DType.UNKNOWN or (value.dtype is kind and not value.double):
        return None
    return value


def attribute(owner: Tensor, name: str) -> Value:
    """An attribute of an array; its methods are bound."""
    if name == "shape":
        return shape_of(owner)
    if name in ("ndim", "itemsize"):
        return WIDTH
    if name in ("size", "nbytes"):
        return SIZE
    if name in ("T", "real", "imag", "flat"):
        return _array(tensors.result("t" if name == "T" else "clone", owner, Bound(), None))
    if name == "dtype":
        return Opaque("numpy.dtype")
    return Method(owner, name)


def _result(bare: str, owner: Tensor | None, bound: Bound) -> Value:
    if bare in _ELEMENTWISE:
        bare = "eq"
    return _array(tensors.result(_OPERATORS.get(bare, bare), owner, bound, None))


def _array(value: Value) -> Value:
    """``value``, its tensors being arrays: what torch's rules say of ranks holds for numbers."""
    if isinstance(value, Tensor):
        return replace(value, array=True, double=False, rank=0 if value.scalar else None)
    if isinstance(value, Tuple):
        items = tuple(map(_array, value.items)) if value.items is not None else None
        element = _array(value.element) if value.element is not None else None
        return replace(value, items=items, element=element)
    return value


def _holds_tensor(value: Value) -> bool:
    return any(map(may_be_tensor, _within(value))) or is_from_data(value)


def _is_array_like(bare: str, given: Mapping[str, Value]) -> bool:
    """Whether an array is made of a list, or anew: its numbers are read back like a tensor's.

    What numpy makes of single numbers keeps its value while tracing.
    """
    return bare in _ANEW or any(isinstance(it, Tuple) for it in given.values())


def _holds_text(value: Value) -> bool:
    """An array of texts, or of objects: no tensor can hold them (GB0158)."""
    return isinstance(value, Tuple) and any(
        it == NONE or isinstance(constant(it, str), str) for it in _within(value)
    )


def _within(value: Value) -> Iterator[Value]:
    """``value``, or the items of nested tuples."""
    if not isinstance(value, Tuple):
        yield value
        return
    for item in (*(value.items or ()), *([value.element] if value.element is not None else [])):
        yield from _within(item)
