"""Python's ``math``: what its functions make of constants, and the kind of number otherwise."""

from __future__ import annotations

import math

from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.operators import elements, source_of, whole
from gnnlint.trace.value import Const, Scalar, Source, Tensor, Tuple, Value

_SLOTS = ("x", "y")
"""Names of arguments, for the rules to speak of."""

_COUNTING = frozenset("comb perm factorial".split())
"""Functions whose results grow too fast to be computed here."""

_WHOLE = _COUNTING | frozenset("ceil floor trunc gcd lcm isqrt".split())
"""Functions that return whole numbers."""

_OF_ITEMS = frozenset("prod fsum".split())
"""Functions of the numbers in a list."""


def bind_numbers(arguments: Arguments) -> Bound:
    """The arguments of a function of ``math``."""
    further = arguments.positional[len(_SLOTS) :]
    passed = dict(zip(_SLOTS, arguments.positional, strict=False))
    passed |= {f"*{place}": it for place, it in enumerate(further)}
    return Bound({**passed, **arguments.keywords}, {}, arguments.complete)


def of_function(name: str, bound: Bound) -> Value:
    """What the function ``name`` returns.

    Args:
        name: the function, ``math.ceil``.
        bound: its arguments, lists written as tuples.
    """
    short = name.removeprefix("math.")
    given = list(bound.values())
    if short in _OF_ITEMS and given and isinstance(given[0], Tuple):
        return _of_items(short, given[0])
    if (known := _computed(short, given)) is not None and bound.complete:
        return known
    kind = "int" if short in _WHOLE else "bool" if short.startswith("is") else "float"
    if any(isinstance(it, Tensor) for it in given):
        return Scalar(kind, Source.DATA)
    return Scalar(kind, source_of(*given))


def _of_items(short: str, items: Tuple) -> Value:
    """The product or sum of the numbers in a tuple."""
    given = elements(items)
    plain = [it.value for it in given if isinstance(it, Const)]
    if items.items is not None and len(plain) == len(given):
        try:
            return _kept(getattr(math, short)(plain))
        except (TypeError, ValueError, ArithmeticError):
            return Scalar("number")
    whole = short == "prod" and all(_is_whole(it) for it in given)
    return Scalar("int" if whole else "number", source_of(*given))


def _is_whole(value: Value) -> bool:
    if isinstance(value, Const):
        return type(value.value) is int
    return isinstance(value, Scalar) and value.type == "int"


def _computed(short: str, given: list[Value]) -> Value | None:
    """The result for constants; None where something is open, or Python would raise."""
    function = getattr(math, short, None)
    plain = [it.value for it in given if isinstance(it, Const)]
    if not callable(function) or short in _COUNTING or len(plain) != len(given):
        return None
    try:
        return _kept(function(*plain))
    except (TypeError, ValueError, ArithmeticError):
        return None


def _kept(result: object) -> Value:
    """A result, unless it is too large to be kept, or several numbers."""
    if isinstance(result, int):
        return whole(result)
    return Const(result) if isinstance(result, float) else Scalar("number")
