"""Which tensors have a gradient because traced code told one to have it: `requires_grad_()`.

What is computed from such a tensor has a gradient as well. A tensor that is made anew, or cut off
by `detach()`, has none, nor has what is computed from those alone; any other may have had one.
"""

from __future__ import annotations

from collections.abc import Iterable

from gnnlint.library import kinds
from gnnlint.trace import ranks
from gnnlint.trace.bound import Bound
from gnnlint.trace.value import (
    OTHERWISE,
    Const,
    Library,
    Opaque,
    Scalar,
    Slice,
    Tensor,
    Tuple,
    Value,
    constant,
)

Leaves = frozenset[int]

NONE_AT_ALL: Leaves = frozenset()

_MAKERS = (kinds.FILLED | kinds.SIZED) - {"as_tensor", "asarray"}
"""What makes a tensor of its own: ``torch.tensor(x)`` copies as well."""

_CUT_OFF = frozenset("detach detach_ data".split())

_PLAIN = kinds.BOOLEAN | kinds.INTEGER | ranks.WHOLE

CARRYING = (
    (ranks.ELEMENTWISE | kinds.REDUCING | kinds.KEEPING)
    - _PLAIN
    - _CUT_OFF
    - frozenset("heaviside nextafter type to type_as".split())
) | frozenset(
    """matmul mm bmm mv addmm view reshape flatten unsqueeze squeeze t transpose permute expand
    repeat cat stack index_select gather T mT H mH real imag""".split()
)
"""Operators whose result has a gradient where what they are given has one."""


_OF_OWNER = frozenset("to type type_as view_as expand_as reshape_as".split())
"""Methods that take from other tensors what they are like, and nothing else."""

_NO_TENSORS = frozenset(
    """dim dims dim0 dim1 start_dim end_dim size shape sizes shifts repeats keepdim dtype device
    p eps alpha training inplace memory_format descending stable""".split()
)
"""Parameters that take no tensors, or none of floating-point numbers."""


def of_value(value: Value) -> Leaves:
    """Why a value may have a gradient: for nothing, for calls, or otherwise."""
    if isinstance(value, Tensor):
        return value.leaves
    if isinstance(value, Tuple):
        held = (*(value.items or ()), *([value.element] if value.element is not None else []))
        return NONE_AT_ALL.union(*map(of_value, held))
    plain = isinstance(value, (Const, Scalar, Slice, Opaque, Library))
    return NONE_AT_ALL if plain else OTHERWISE


def carried(name: str, values: Iterable[Value]) -> Leaves:
    """Why what the operator called ``name`` makes of ``values`` has a gradient."""
    found = NONE_AT_ALL.union(*map(of_value, values))
    return found if name in CARRYING or not found else OTHERWISE


def of_result(name: str, tensors: Iterable[Tensor], bound: Bound) -> Leaves:
    """Why what an operator returns has a gradient.

    Args:
        name: the operator, without its module.
        tensors: the owner and the tensors among the arguments.
        bound: the arguments, lists written as tuples.
    """
    plain = name.rstrip("_")
    if plain in _MAKERS:
        asked = bound.passed.get("requires_grad", Const(False))
        return NONE_AT_ALL if constant(asked, bool) is False else OTHERWISE
    if plain in _PLAIN or name in _CUT_OFF:
        return NONE_AT_ALL
    if not bound.complete:
        return OTHERWISE
    given = bound.passed if plain not in _OF_OWNER else {}
    others = (it for parameter, it in given.items() if parameter not in _NO_TENSORS)
    return carried(plain, (*tensors, *others))
