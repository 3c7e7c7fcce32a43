"""Type annotations to values."""

from __future__ import annotations

import ast
from functools import lru_cache

from gnnlint.trace.sizes import SHAPE
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    DEVICE,
    NONE,
    UNKNOWN,
    DType,
    Library,
    Opaque,
    Option,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Unknown,
    Value,
)

_INT = Tensor(DType.INT)
_TENSOR = Tensor()
_OPTIONAL = unite((Option(NONE), Option(_TENSOR)))

_NAMED: dict[str, Value] = {
    "Tensor": _TENSOR,
    "FloatTensor": Tensor(DType.FLOAT),
    "DoubleTensor": Tensor(DType.FLOAT),
    "LongTensor": _INT,
    "IntTensor": _INT,
    "BoolTensor": Tensor(DType.BOOL),
    "Parameter": Tensor(DType.FLOAT, role="parameter"),
    "Adj": _INT,  # Tensor or SparseTensor: the dense form is what nearly everyone passes
    "OptTensor": _OPTIONAL,
    "PairTensor": Tuple((_TENSOR, _TENSOR)),
    "OptPairTensor": Tuple((_TENSOR, _OPTIONAL)),
    "PairOptTensor": Tuple((_OPTIONAL, _OPTIONAL)),
    "Size": unite((Option(NONE), Option(Tuple((Scalar("int"), Scalar("int")))))),
    "int": Scalar("int", Source.PARAMETER),
    "float": Scalar("float", Source.PARAMETER),
    "bool": Scalar("bool", Source.PARAMETER),
    "str": Scalar("str", Source.PARAMETER),
    "None": NONE,
    "NoneType": NONE,
    "number": Scalar("number", Source.PARAMETER),
    "SymInt": Scalar("int", Source.SIZE),
    "SparseTensor": Opaque("torch_sparse.SparseTensor"),
    "ndarray": Tensor(array=True),
    "Device": DEVICE,
    "device": DEVICE,
    "dtype": Opaque("torch.dtype"),
    "Data": Opaque("torch_geometric.data.Data"),
    "Batch": Opaque("torch_geometric.data.Batch"),
    "HeteroData": Opaque("torch_geometric.data.HeteroData"),
    "PackedSequence": Opaque("torch.nn.utils.rnn.PackedSequence"),
}

_MAPPINGS = frozenset({"Dict", "dict", "Mapping", "OrderedDict", "defaultdict", "MutableMapping"})
_SEQUENCES = frozenset({"List", "list", "Sequence", "Iterable", "Set", "set"})


class Mapping:
    """Stands in for a dict or list annotation until a heap object is made for it."""

    def __init__(self, element: Value, kind: str) -> None:
        self.element = element
        self.kind = kind


def read(text: str) -> Value | Mapping:
    """The value that an annotation promises; unknown where it says nothing useful."""
    return _read_cached(text.strip().strip("\"'"))


@lru_cache(maxsize=4096)
def _read_cached(text: str) -> Value | Mapping:
    try:
        return _read(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError):
        return UNKNOWN


def _read(node: ast.expr) -> Value | Mapping:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return read(node.value)
        return NONE if node.value is None else UNKNOWN
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([node.left, node.right])
    if isinstance(node, ast.Subscript):
        return _subscript(node)
    name = _last(node)
    return _NAMED.get(name, UNKNOWN) if name != "Size" or _bare(node) else SHAPE


def _bare(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _subscript(node: ast.Subscript) -> Value | Mapping:
    name = _last(node.value)
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Optional":
        return _union([*inner, ast.Constant(None)])
    if name == "Union":
        return _union(inner)
    if name in ("Tuple", "tuple"):
        if len(inner) == 2 and isinstance(inner[1], ast.Constant) and inner[1].value is ...:
            return Tuple(None, _plain(_read(inner[0])))
        return Tuple(tuple(_plain(_read(it)) for it in inner))
    if name in _MAPPINGS and len(inner) == 2:
        return Mapping(_plain(_read(inner[1])), "dict")
    if name in _SEQUENCES and inner:
        return Mapping(_plain(_read(inner[0])), "list")
    if name == "Annotated" and inner:
        return _read(inner[0])
    if name == "Final" and inner:
        return _read(inner[0])
    if name == "Literal":
        return Scalar("str", Source.PARAMETER)
    if name in ("Float", "Int", "Bool", "Shaped", "Num", "Integer"):  # jaxtyping
        dtype = {"Float": DType.FLOAT, "Int": DType.INT, "Bool": DType.BOOL}
        return Tensor(dtype.get(name, DType.UNKNOWN)) if _last(inner[0]) == "Tensor" else UNKNOWN
    return UNKNOWN


@lru_cache(maxsize=4096)
def container(text: str) -> tuple[str, str] | None:
    """The kind of container that an annotation names, and what its items are annotated with."""
    try:
        node = ast.parse(text.strip().strip("\"'"), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not isinstance(node, ast.Subscript):
        return None
    name = _last(node.value)
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in _MAPPINGS and len(inner) == 2:
        return "dict", ast.unparse(inner[1])
    return ("list", ast.unparse(inner[0])) if name in _SEQUENCES and len(inner) == 1 else None


def _union(members: list[ast.expr]) -> Value | Mapping:
    read_members = [_read(it) for it in members]
    if len(read_members) == 2:
        for one, other in (read_members, read_members[::-1]):
            if isinstance(one, Mapping) and other == NONE:
                return UNKNOWN
    values = [_plain(it) for it in read_members]
    dense = [it for it in values if it != Opaque("torch_sparse.SparseTensor")]
    if any(isinstance(it, Unknown) for it in dense):
        return UNKNOWN
    return unite(Option(it) for it in dense or values)


def _plain(value: Value | Mapping) -> Value:
    return UNKNOWN if isinstance(value, Mapping) else value


def from_text(text: str) -> Value:
    """Like :func:`read`, containers left unknown."""
    return _plain(read(text))


def dtype_of(value: Value, kinds: dict[str, str]) -> DType:
    """The element kind that a dtype object (``torch.bool``, ``int``) asks for."""
    if isinstance(value, Library):
        return DType(kinds.get(value.name, "unknown"))
    return DType.UNKNOWN
