"""What library functions, methods and modules return, in TorchScript's types.

The types are those of the libraries' own annotations and operator schemas (``gnnlint.library``);
where overloads disagree and the arguments do not decide, the result is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gnnlint import library
from gnnlint.library import Signature, kinds
from gnnlint.script.schema import Schema, schema_of
from gnnlint.script.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    SIZES,
    STR,
    TENSOR,
    TENSORS,
    Type,
    read_result,
)

_CASTS = frozenset(
    "float double half bfloat16 long int short char byte bool cpu cuda type_as contiguous".split()
)
_LISTS = frozenset({"split", "chunk", "unbind", "tensor_split"})
_BUILTINS = {
    "builtins.len": INT,
    "builtins.int": INT,
    "builtins.float": FLOAT,
    "builtins.bool": BOOL,
    "builtins.str": STR,
    "builtins.isinstance": BOOL,
    "builtins.hasattr": BOOL,
    "torch.jit.is_scripting": BOOL,
    "torch.jit.is_tracing": BOOL,
    "torch.is_grad_enabled": BOOL,
    "torch.is_floating_point": BOOL,
    "torch.is_tensor": BOOL,
    "math.sqrt": FLOAT,
    "math.log": FLOAT,
    "math.exp": FLOAT,
    "math.ceil": INT,
    "math.floor": INT,
}
_STRINGS = frozenset({"format", "join", "lower", "upper", "strip", "replace"})


def of_function(name: str, positional: int, keywords: frozenset[str]) -> Type | None:
    """The result of calling a library function."""
    if name in _BUILTINS:
        return _BUILTINS[name]
    if name.startswith("torch.") and name.rpartition(".")[2] in _LISTS:
        return TENSORS
    return _agreed(library.signatures(name), positional, keywords)


def of_method(owner: Type, name: str, positional: int, keywords: frozenset[str]) -> Type | None:
    """The result of calling a builtin method of a value."""
    if owner == TENSOR:
        if name in _CASTS:
            return TENSOR
        return _agreed(library.signatures(f"torch.Tensor.{name}"), positional, keywords)
    if owner == STR:
        return STR if name in _STRINGS else None
    if owner.name == "Dict" and len(owner.arguments) == 2:
        key, value = owner.arguments
        if name == "keys":
            return Type("List", (key,))
        if name == "values":
            return Type("List", (value,))
        if name == "items":
            return Type("List", (Type("Tuple", (key, value)),))
    if owner.name == "List" and name in ("pop", "copy"):
        return owner.arguments[0] if name == "pop" else owner
    return None


_STATES = {
    "torch.nn.LSTM": Type("Tuple", (TENSOR, Type("Tuple", (TENSOR, TENSOR)))),
    "torch.nn.GRU": Type("Tuple", (TENSOR, TENSOR)),
    "torch.nn.RNN": Type("Tuple", (TENSOR, TENSOR)),
    "torch.nn.LSTMCell": Type("Tuple", (TENSOR, TENSOR)),
}
"""What recurrent modules make of a Tensor; of packed sequences they make others."""


def of_recurrent(name: str, given: Type | None) -> Type | None:
    """The result of calling a recurrent module."""
    return _STATES.get(name) if given == TENSOR else None


def of_module(name: str, positional: int, keywords: frozenset[str]) -> Type | None:
    """The result of calling an instance of a library's module class."""
    found = _agreed(library.signatures(name), positional, keywords)
    if found is not None or not name.startswith("torch.nn."):
        return found
    return TENSOR if name.rpartition(".")[2].startswith(_POOLS) else None


@lru_cache(maxsize=512)
def of_forward(name: str) -> tuple[Schema, ...]:
    """How ``forward`` of a module class of torch may be called; nothing where that is not known."""
    if not name.startswith("torch.nn."):
        return ()
    found = library.signatures(name)
    if not all(it.annotation for signature in found for it in signature.parameters):
        return ()
    return tuple(map(schema_of, found))


_POOLS = ("AvgPool", "AdaptiveAvgPool")


@lru_cache(maxsize=4096)
def _agreed_texts(texts: frozenset[str]) -> Type | None:
    found = {read_result(it) for it in texts}
    only = next(iter(found)) if len(found) == 1 else None
    return None if only is None or _is_left_open(only) else only


def _is_left_open(type_: Type) -> bool:
    """Whether an annotation leaves to the call what comes out.

    A union is what Python says of overloads, of which the arguments choose one; Any stands where
    the code is made at run time (torch_geometric/nn/sequential.py).
    """
    return type_.name == "Any" or (type_.name == "Union" and not _is_optional(type_))


def _is_optional(type_: Type) -> bool:
    return len(type_.arguments) == 2 and NONE in type_.arguments


def _agreed(
    signatures: Sequence[Signature], positional: int, keywords: frozenset[str]
) -> Type | None:
    fitting = [it for it in signatures if it.fits(positional, keywords)]
    if not fitting:  # sizes one by one: `x.view(2, 3)`
        fitting = [it for it in signatures if keywords <= {one.name for one in it.parameters}]
    return _agreed_texts(frozenset(it.returns for it in fitting)) if fitting else None


def of_attribute(name: str) -> Type | None:
    """An attribute of a Tensor that is no method."""
    if name == "shape":
        return SIZES
    if name == "ndim":
        return INT
    if name in kinds.METADATA or name in ("is_sparse", "is_sparse_csr"):
        return BOOL
    return TENSOR if name in ("T", "mT", "H", "mH", "data", "real", "imag") else None
