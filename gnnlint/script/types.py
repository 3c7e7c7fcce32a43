"""The types of TorchScript, as far as the rules speak of them.

Mirrors torch/jit/annotations.py (``try_ann_to_type``) and the aliases of torch_geometric/typing.py.
A type that cannot be read is None: unknown, and raises nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
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
SIZES = Type("List", (INT,))
TENSORS = Type("List", (TENSOR,))

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
    **{it.name: it for it in (TENSOR, INT, FLOAT, BOOL, STR, NONE, NUMBER)},
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


def read(text: str, alias: Alias = no_alias, depth: int = 0) -> Type | None:
    """The type that ``text`` spells; ``alias`` knows what other names stand for."""
    try:
        return _build(ast.parse(text.strip(), mode="eval").body, alias, depth)
    except (SyntaxError, ValueError):
        return None


def _build(node: ast.expr, alias: Alias, depth: int) -> Type | None:
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        return read(node.value, alias, depth) if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        stands_for = alias(node.id) if depth < _MOST_ALIASES else None
        if stands_for is not None:
            return read(stands_for, alias, depth + 1)
        return _PLAIN.get(node.id)
    if isinstance(node, ast.Attribute):
        if node.attr == "Size":
            return SIZES if isinstance(node.value, ast.Name) and node.value.id == "torch" else None
        return _PLAIN.get(node.attr) if node.attr != "Parameter" else TENSOR
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return union(_build(side, alias, depth) for side in (node.left, node.right))
    if isinstance(node, ast.Subscript):
        return _build_generic(node, alias, depth)
    return None


def _build_generic(node: ast.Subscript, alias: Alias, depth: int) -> Type | None:
    head = node.value
    name = head.id if isinstance(head, ast.Name) else getattr(head, "attr", "")
    elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    members = [_build(element, alias, depth) for element in elements]
    if name == "Optional":
        return union([*members, NONE])
    if name == "Union":
        return union(members)
    if name == "Final" and len(members) == 1:
        return members[0]
    if name not in _GENERIC:
        return None
    known = [member for member in members if member is not None]
    return Type(_GENERIC[name], tuple(known)) if len(known) == len(members) else None


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


def unify(first: Type | None, second: Type | None) -> Type | None:
    """The type of a variable after two branches meet (``unifyTypes`` of the C++ compiler)."""
    if first is None or second is None or first == second:
        return first if first == second else None
    if NONE in parts(first) or NONE in parts(second):
        bare = {it for it in (*parts(first), *parts(second)) if it != NONE}
        return optional(next(iter(bare))) if len(bare) == 1 else None
    return None


def text(type_: Type) -> str:
    """In the words of an annotation."""
    if type_.name == "Union":
        rest = [part for part in type_.arguments if part != NONE]
        if len(rest) == 1 < len(type_.arguments):
            return f"Optional[{text(rest[0])}]"
    if not type_.arguments:
        return type_.name
    return f"{type_.name}[{', '.join(map(text, type_.arguments))}]"


def spell(type_: Type) -> str:
    """In the words of the compiler's messages."""
    return "NoneType" if type_ == NONE else text(type_)
