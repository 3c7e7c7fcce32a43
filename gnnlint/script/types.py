"""The types of TorchScript, as far as the rules speak of them.

Mirrors torch/jit/annotations.py (``try_ann_to_type``) and the aliases of torch_geometric/typing.py.
A type that cannot be read is None: unknown, and raises nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeAlias

from gnnlint.frozen import frozen


@frozen
class Type:
    """A type by name, with what it is made of. ``Optional[T]`` is a Union with None."""

    name: str
    arguments: tuple[Type, ...] = ()


TENSOR = Type("Tensor")
INT = Type("int")
FLOAT = Type("float")
BOOL = Type("bool")
STR = Type("str")
NONE = Type("None")
NUMBER = Type("number")
COMPLEX = Type("complex")
DEVICE = Type("Device")
ENUM = Type("Enum")
"""A member of an Enum."""
MODULE = Type("Module")
"""Any module that is used as a value: an object of its own class, nothing but that."""
SIZES = Type("List", (INT,))
TENSORS = Type("List", (TENSOR,))

EMPTY_LIST = Type("EmptyList")
"""An empty list display that is not kept: it matches any list."""

_DTYPES = frozenset(
    """float16 float32 float64 bfloat16 half float double int8 int16 int32 int64 uint8 short int
    long bool complex64 complex128 strided sparse_coo sparse_csr preserve_format contiguous_format
    channels_last""".split()
)
_NUMBERS = frozenset("math.pi math.e math.inf math.nan math.tau torch.pi torch.inf torch.nan "
                     "numpy.pi numpy.e numpy.inf numpy.nan".split())  # fmt: skip

Alias: TypeAlias = Callable[[str], "str | None"]

PYG_ALIASES = {
    "Adj": "Union[Tensor, SparseTensor]",
    "OptTensor": "Optional[Tensor]",
    "PairTensor": "Tuple[Tensor, Tensor]",
    "OptPairTensor": "Tuple[Tensor, Optional[Tensor]]",
    "PairOptTensor": "Tuple[Optional[Tensor], Optional[Tensor]]",
    "Size": "Optional[Tuple[int, int]]",
    "NoneType": "Optional[Tensor]",
}
"""torch_geometric/typing.py; its ``NoneType`` is no None."""

_PLAIN = {
    **{it.name: it for it in (TENSOR, INT, FLOAT, BOOL, STR, NONE, NUMBER, COMPLEX)},
    "device": DEVICE,
    "Device": DEVICE,
    "dtype": INT,
    "layout": INT,
    "Any": Type("Any"),
    "LongTensor": TENSOR,
    "FloatTensor": TENSOR,
    "BoolTensor": TENSOR,
    "Parameter": TENSOR,
    "SparseTensor": Type("SparseTensor"),
}
_GENERIC = {"Tuple": "Tuple", "tuple": "Tuple", "List": "List", "list": "List", "Dict": "Dict",
            "dict": "Dict"}  # fmt: skip
_MOST_ALIASES = 8


def no_alias(name: str) -> str | None:
    """Knows no names."""
    return None


@lru_cache(maxsize=2048)
def read_result(text: str) -> Type | None:
    """The type that the library's data spells (``NoneType`` is None there)."""
    return read(text, lambda name: "None" if name == "NoneType" else None)


def read(text: str, alias: Alias = no_alias) -> Type | None:
    """The type that ``text`` spells; ``alias`` knows what other names stand for."""
    return _Reader(alias).read(text)


def read_nominal(text: str, alias: Alias = no_alias) -> Type | None:
    """Likewise, but every other name is a type of its own, as Python has it: equal to itself."""
    return _Reader(alias, nominal=True).read(text)


@frozen
class _Reader:
    alias: Alias
    nominal: bool = False

    def read(self, text: str, depth: int = 0) -> Type | None:
        try:
            return self._build(ast.parse(text.strip(), mode="eval").body, depth)
        except (SyntaxError, ValueError):
            return None

    def _build(self, node: ast.expr, depth: int) -> Type | None:
        if isinstance(node, ast.Constant):
            if node.value is None:
                return NONE
            return self.read(node.value, depth) if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return self._name(node.id, depth)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return union(self._build(side, depth) for side in (node.left, node.right))
        if isinstance(node, ast.Subscript):
            return self._generic(node, depth)
        return None

    def _name(self, name: str, depth: int) -> Type | None:
        stands_for = self.alias(name) if depth < _MOST_ALIASES else None
        return self.read(stands_for, depth + 1) if stands_for is not None else self._plain(name)

    def _plain(self, name: str) -> Type | None:
        if self.nominal:
            return NONE if name == "NoneType" else Type(name)
        return _PLAIN.get(name)

    def _attribute(self, node: ast.Attribute, depth: int) -> Type | None:
        if self.nominal and node.attr in PYG_ALIASES:
            return self._name(node.attr, depth)
        if not self.nominal and node.attr == "Size":
            return SIZES if isinstance(node.value, ast.Name) and node.value.id == "torch" else None
        return self._plain(node.attr)

    def _generic(self, node: ast.Subscript, depth: int) -> Type | None:
        head = node.value
        name = head.id if isinstance(head, ast.Name) else getattr(head, "attr", "")
        elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        members = [self._build(element, depth) for element in elements]
        if name == "Optional":
            return union([*members, NONE])
        if name == "Union":
            return union(members)
        if name == "Final" and len(members) == 1 and not self.nominal:
            return members[0]
        generic = _GENERIC.get(name, name if self.nominal else None)
        known = [member for member in members if member is not None]
        if generic is None or len(known) < len(members):
            return None
        return Type(generic, tuple(known))


def union(members: Iterable[Type | None]) -> Type | None:
    """One of several types, flat and without repetition; unknown where one is."""
    flat: dict[Type, None] = {}
    for member in members:
        if member is None:
            return None
        flat.update(dict.fromkeys(parts(member)))
    return next(iter(flat)) if len(flat) == 1 else Type("Union", tuple(flat))


def parts(type_: Type) -> tuple[Type, ...]:
    """The members of a union, or the type itself."""
    return type_.arguments if type_.name == "Union" else (type_,)


def optional(type_: Type) -> Type:
    """``Optional[type_]``."""
    return union((type_, NONE)) or type_


def without_none(type_: Type) -> Type | None:
    """What is left of an optional type; None itself stays."""
    return union([part for part in parts(type_) if part.name != NONE.name] or [type_])


def equal(one: Type, other: Type) -> bool:
    """Equal as Python has it: the members of a union have no order."""
    if one.name != other.name or len(one.arguments) != len(other.arguments):
        return False
    if one.name == "Union":
        return set(one.arguments) == set(other.arguments)
    return all(map(equal, one.arguments, other.arguments))


def constant_of(name: str) -> Type | None:
    """The type of a constant that a module of a library holds (``torch.float``, ``math.pi``)."""
    home, _, last = name.rpartition(".")
    if home == "torch" and last in _DTYPES:
        return INT
    return FLOAT if name in _NUMBERS else None


def unify(first: Type | None, second: Type | None) -> Type | None:
    """The type of a variable after two branches meet (``unifyTypes`` of the C++ compiler)."""
    if first is None or second is None or first == second:
        return first if first == second else None
    for part, whole in ((first, second), (second, first)):
        if is_subtype(part, whole):
            return whole
    if NONE in parts(first) or NONE in parts(second):
        bare = {it for it in (*parts(first), *parts(second)) if it != NONE}
        return optional(next(iter(bare))) if len(bare) == 1 else None
    if first.name == second.name == "Tuple" and len(first.arguments) == len(second.arguments):
        items = [unify(*pair) for pair in zip(first.arguments, second.arguments, strict=True)]
        known = tuple(it for it in items if it is not None)
        return Type("Tuple", known) if len(known) == len(items) else None
    return None


def is_subtype(part: Type, whole: Type) -> bool:
    """Whether each value of one type is one of the other: unions, and tuples item by item."""
    if part == whole or whole.name == "Any":
        return True
    if whole.name == "Union":
        return all(any(is_subtype(it, one) for one in whole.arguments) for it in parts(part))
    if part.name == whole.name == "Tuple" and len(part.arguments) == len(whole.arguments):
        return all(map(is_subtype, part.arguments, whole.arguments))
    return False


def text(type_: Type) -> str:
    """In the words of an annotation."""
    return _written(type_, "None")


def spell(type_: Type) -> str:
    """In the words of the compiler's messages."""
    return _written(type_, "NoneType")


def _written(type_: Type, none: str) -> str:
    if type_.name == "Union":
        rest = [part for part in type_.arguments if part.name != NONE.name]
        if len(rest) == 1 < len(type_.arguments):
            return f"Optional[{_written(rest[0], none)}]"
    if not type_.arguments:
        return none if type_.name == NONE.name else type_.name
    return f"{type_.name}[{', '.join(_written(part, none) for part in type_.arguments)}]"
