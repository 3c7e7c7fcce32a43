"""Results of tensor operations: what ``torch.x(...)`` and ``tensor.x(...)`` return."""

from __future__ import annotations

from gnnlint.frozen import replace
from gnnlint.library import Signature, kinds
from gnnlint.trace import ranks, shapes, varying
from gnnlint.trace.annotation import dtype_of, from_text
from gnnlint.trace.bound import Bound
from gnnlint.trace.sizes import SHAPE, shape_of, size_along
from gnnlint.trace.value import (
    ADDRESS,
    DEVICE,
    DEVICE_OF_RUN,
    INDICES,
    SIZE,
    UNBACKED_SIZE,
    UNKNOWN,
    WIDTH,
    Const,
    DType,
    Layout,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Unknown,
    Value,
    assumption,
    constant,
    is_number,
    options,
    unbacked,
)

_DATA_NUMBERS = {DType.INT: "int", DType.FLOAT: "float", DType.BOOL: "bool"}

_SPARSE_MAKERS = frozenset(
    "sparse_coo_tensor sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor sparse_bsc_tensor "
    "sparse_compressed_tensor to_sparse to_sparse_csr to_sparse_coo to_sparse_csc to_sparse_bsr "
    "to_sparse_bsc FloatTensor LongTensor".split()
)

_LAYOUT_KEEPERS = frozenset(
    "to coalesce t transpose clone detach float double half requires_grad cuda cpu mul div "
    "neg abs sqrt pow type contiguous softmax log_softmax index_select cat _coalesced".split()
)
"""Operators that leave a sparse tensor sparse; the others read its parts, or give dense ones."""

_PRODUCTS = frozenset({"mm", "matmul", "spmm"})
"""Operators that are sparse where all they take is."""

_DATA_PREDICATES = frozenset({"equal", "allclose", "is_nonzero", "is_set_to"})

_MULTIPLE = frozenset({"unique", "unique_consecutive"})

_BRANCHING = frozenset({"cond"})
"""Annotated to return anything: what their branches return, which are tensors."""


def result(name: str, owner: Tensor | None, bound: Bound, signature: Signature | None) -> Value:
    """What the operator called ``name`` (without its module) returns.

    Args:
        owner: the tensor whose method it is; None for a function.
        bound: its arguments.
        signature: the overload that was chosen, if one is known.
    """
    if name == "size":
        dim = bound.passed.get("dim")
        shape = shape_of(owner) if owner is not None else SHAPE
        return shape if dim is None else size_along(shape, constant(dim, int))
    if name in ("numel", "nelement") and owner is not None and owner.unbacked:
        return UNBACKED_SIZE
    if name in ("numel", "nelement") and owner is not None and owner.is_held:
        return WIDTH
    if name in ("dim", "ndimension") and owner is not None:
        return ranks.as_number(owner)
    if name in kinds.RANKS:
        return WIDTH
    if name in kinds.SIZES:
        return SIZE if not name.startswith("is_") else Scalar("bool", Source.SIZE)
    if name == "item" or (name == "tolist" and owner is not None and owner.scalar):
        return number_in(owner or Tensor())
    if name == "tolist" and owner is not None and owner.constant:
        return number_in(owner)
    if name == "tolist":  # the items of the list
        return Scalar(_DATA_NUMBERS.get(owner.dtype if owner else DType.UNKNOWN, "number"),
                      Source.DATA)  # fmt: skip
    if name in _DATA_PREDICATES:
        return Scalar("bool", Source.DATA)
    if name == "numpy":
        return replace(owner or Tensor(), role="intermediate", array=True, graded=None)
    if name in _MULTIPLE:
        return _unique(owner or next(iter(bound.passed.values()), UNKNOWN), bound)
    if name in kinds.MANY:
        count = varying.count_of_parts(name, owner, bound)
        return Tuple(None, _tensor(name, owner, bound), count=count)
    if name == "nonzero" and constant(bound.value("as_tuple") or UNKNOWN, bool):
        return INDICES
    if name == "data_ptr":
        return ADDRESS
    if name in (
        "type",
        "storage",
        "untyped_storage",
        "get_device_name",
        "backward",
        "register_hook",
    ):
        if name == "type" and bound.passed:
            return _tensor(name, owner, bound)
        return UNKNOWN
    returns = signature.returns if signature is not None else ""
    if returns.startswith(("Tuple[", "tuple[")):
        return _tuple(from_text(returns), name, owner, bound)
    if returns == "List[Tensor]":
        return Tuple(None, _tensor(name, owner, bound))
    if returns in ("int", "float", "bool", "number", "List[int]", "str", "None"):
        return _plain(returns)
    if returns not in ("", "Tensor") and name not in _BRANCHING:
        return from_text(returns)  # ``torch.load`` returns anything
    return UNKNOWN if name in kinds.UNLIKE_TENSORS else _tensor(name, owner, bound)


def number_in(tensor: Tensor, kind: str | None = None) -> Scalar:
    """The number that a tensor holds, taken as ``kind``."""
    kind = kind or _DATA_NUMBERS.get(tensor.dtype, "number")
    if tensor.is_known:
        return Scalar(kind, Source.PARAMETER if tensor.constant else Source.SIZE)
    if tensor.role != "input" or tensor.dtype not in (DType.INT, DType.UNKNOWN):
        return Scalar(kind, Source.DATA)
    return Scalar(kind, Source.UNKNOWN)


def _plain(returns: str) -> Value:
    if returns == "List[int]":
        return SHAPE
    if returns == "None":
        return Const(None)
    return Scalar(returns, Source.SIZE if returns in ("int", "bool") else Source.UNKNOWN)


def _tuple(value: Value, name: str, owner: Tensor | None, bound: Bound) -> Value:
    if not isinstance(value, Tuple) or value.items is None:
        return value
    kept = _tensor(name, owner, bound)
    first = value.items[0]
    items = tuple(kept if it is first and isinstance(it, Tensor) else it for it in value.items)
    if name in ("max", "min", "sort", "topk", "median", "mode", "kthvalue", "cummax", "cummin"):
        items = (kept, replace(kept, dtype=DType.INT), *items[2:])
    return Tuple(items)


def _unique(given: Value, bound: Bound) -> Value:
    flags = [bound.value(it) or Const(False) for it in ("return_inverse", "return_counts")]
    if not bound.complete or any(isinstance(it, (Unknown, Scalar)) for it in flags):
        return UNKNOWN
    depends, dims = shapes.of_result("unique", None, (), bound)
    first = Tensor(
        given.dtype if isinstance(given, Tensor) else DType.UNKNOWN,
        rank=ranks.of_result("unique", None, (Tensor(),), bound),
        unbacked=depends,
        unbacked_dims=dims,
    )
    counts = unbacked(Tensor(DType.INT, rank=1), 0)
    further = [kept for flag, kept in zip(flags, (Tensor(DType.INT), counts), strict=True)
               if constant(flag, bool)]  # fmt: skip
    return Tuple((first, *further)) if further else first


def _tensor(name: str, owner: Tensor | None, bound: Bound) -> Tensor:
    inputs = [it for it in bound.values() if isinstance(it, Tensor)]
    tensors = ([owner] if owner is not None else []) + inputs
    rests_on = assumption(*tensors) if tensors and all(it.assumed for it in tensors) else None
    depends, dims = shapes.of_result(name, owner, tensors, bound)
    return Tensor(
        unbacked=depends,
        unbacked_dims=dims,
        varying_dims=varying.of_result(name, owner, tensors, bound),
        dtype=_dtype(name, owner, tensors, bound),
        layout=_layout(name, tensors),
        assumed=rests_on,
        rank=ranks.of_result(name, owner, tensors, bound) if bound.complete else None,
        role=owner.role if owner is not None and name in ("requires_grad_", "detach_") else
        "intermediate",
        array=owner is not None and owner.array,
        constant=_is_constant(name, tensors, bound),
    )  # fmt: skip


def _is_constant(name: str, tensors: list[Tensor], bound: Bound) -> bool:
    if name == "new_tensor":
        return is_one_number(next(iter(bound.passed.values()), UNKNOWN))
    return bool(tensors) and all(it.constant for it in tensors)


def is_one_number(value: Value) -> bool:
    """Whether a tensor made of ``value`` is a constant to the compiler.

    It keeps those of one element (torch/_subclasses/fake_tensor.py, CONSTANT_NUMEL_LIMIT), though
    not of a size that is another one each time, which is a symbol.
    """
    if isinstance(value, Tensor):
        return value.constant
    if isinstance(value, Tuple):
        return value.items is not None and len(value.items) == 1 and is_one_number(value.items[0])
    return is_number(value) and not (isinstance(value, Scalar) and value.source is Source.BATCH)


def _layout(name: str, tensors: list[Tensor]) -> Layout:
    if name in _SPARSE_MAKERS:
        return Layout.SPARSE
    if name in _PRODUCTS and tensors and all(it.layout is Layout.SPARSE for it in tensors):
        return Layout.SPARSE
    return tensors[0].layout if tensors and name.rstrip("_") in _LAYOUT_KEEPERS else Layout.DENSE


def _dtype(name: str, owner: Tensor | None, tensors: list[Tensor], bound: Bound) -> DType:
    plain = name.rstrip("_")
    asked = _asked_dtype(name, bound)
    if asked is not None:
        return asked
    if plain in kinds.BOOLEAN:
        return DType.BOOL
    if plain in kinds.INTEGER:
        return DType.INT
    if plain in kinds.FLOATING:
        return DType.FLOAT
    if plain in kinds.FILLED:
        return _filled(plain, tensors, bound)
    if plain == "type_as":
        return tensors[-1].dtype
    if plain in ("where", "masked_fill", "lerp"):
        return _first_known(tensors[1:] if plain == "where" else tensors)
    if plain in ("to", "type", "view_as"):
        return tensors[0].dtype if tensors and _keeps(bound) else DType.UNKNOWN
    if plain in ("cat", "stack", "hstack", "vstack", "concat"):
        return _common(bound.passed.get("tensors", UNKNOWN))
    if plain in ("sum", "cumsum", "prod"):
        first = _first_known(tensors)
        return DType.INT if first is DType.BOOL else first
    if plain == "embedding" and owner is None:
        return DType.FLOAT
    return _first_known(tensors)


def _common(parts: Value) -> DType:
    """The kind that all parts of a tuple have."""
    if not isinstance(parts, Tuple):
        return DType.UNKNOWN
    several = parts.items if parts.items is not None else (parts.element or UNKNOWN,)
    found = {it.value.dtype if isinstance(it.value, Tensor) else DType.UNKNOWN
             for part in several for it in options(part)}  # fmt: skip
    return found.pop() if len(found) == 1 else DType.UNKNOWN


def _first_known(tensors: list[Tensor]) -> DType:
    return tensors[0].dtype if tensors else DType.UNKNOWN


def _keeps(bound: Bound) -> bool:
    """``.to(device)`` keeps the element kind, ``.to(other)`` need not."""
    return all(it in (DEVICE, DEVICE_OF_RUN) for it in bound.values())


def _asked_dtype(name: str, bound: Bound) -> DType | None:
    candidates = [bound.passed.get("dtype")]
    if name in ("to", "type"):
        candidates += bound.values()
    for value in candidates:
        if value is None:
            continue
        kind = dtype_of(value, kinds.DTYPES)
        if kind is not DType.UNKNOWN:
            return kind
        if not isinstance(value, Const) and "dtype" in bound.passed:
            return DType.UNKNOWN
    return None


def _filled(name: str, tensors: list[Tensor], bound: Bound) -> DType:
    if name.endswith("_like") or name.startswith("new_"):
        return tensors[0].dtype if tensors else DType.UNKNOWN
    if name in ("zeros", "ones", "empty"):
        return DType.FLOAT
    if name == "arange":
        floats = any(
            (isinstance(it, Scalar) and it.type == "float") or constant(it, float) is not None
            for it in bound.values()
        )
        return DType.FLOAT if floats else DType.INT
    if name in ("tensor", "as_tensor", "asarray", "full"):
        value = bound.passed.get("fill_value") or next(iter(bound.passed.values()), UNKNOWN)
        if isinstance(value, Const):
            kind = type(value.value).__name__
            return DType(kind) if kind in ("bool", "int", "float") else DType.UNKNOWN
        if isinstance(value, Tensor):
            return value.dtype
    return DType.UNKNOWN
