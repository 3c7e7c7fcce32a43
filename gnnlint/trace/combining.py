"""What the standard library makes of iterables: ``functools.reduce``, chains, pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.builtin_calls import Handler
from gnnlint.trace.comparison import compare
from gnnlint.trace.heap import ListObject
from gnnlint.trace.iteration import every_item, items_of, read_item
from gnnlint.trace.machine import Machine
from gnnlint.trace.operators import binary
from gnnlint.trace.state import State
from gnnlint.trace.unions import join, unite
from gnnlint.trace.value import UNKNOWN, Const, Option, Tuple, Value, constant


def _reduce(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``reduce(f, items, start)``: one call after the other, as many as are known."""
    if len(arguments.positional) < 2:
        return UNKNOWN
    function, iterable, *start = arguments.positional
    items, rest = items_of(machine, node, iterable, state)
    first, *others = [*start, *every_item(items, rest)] or [UNKNOWN]
    for item in others:
        first = machine.call(node, function, Arguments((first, item)), state)
    if rest is None:
        return first
    return join(first, machine.call(node, function, Arguments((first, rest)), state))


def _chain(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``chain(a, b)``: the items of one after those of the other."""
    if not arguments.complete:
        return UNKNOWN
    known: list[Value] = []
    open_ones: list[Value] = []
    for iterable in arguments.positional:
        items, rest = items_of(machine, node, iterable, state)
        (open_ones if open_ones else known).extend(items)
        open_ones.extend([rest] if rest is not None else [])
    rest = unite(Option(it) for it in open_ones) if open_ones else None
    return machine.allocate(state, ListObject(tuple(known), rest))


def _chosen(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``combinations(items, 2)``: any of the items in each place."""
    if not arguments.positional:
        return UNKNOWN
    found = every_item(*items_of(machine, node, arguments.positional[0], state))
    if not found:
        return UNKNOWN
    item = unite(Option(it) for it in found)
    length = constant(arguments.positional[1], int) if len(arguments.positional) > 1 else None
    places = (item,) * length if isinstance(length, int) and 0 < length < 5 else None
    return Tuple(None, Tuple(places, item))


def _pairs(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return _chosen(machine, node, Arguments((arguments.first, Const(2))), state)


_MOST_PLACES = 5


def _product(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``product(rows, columns, repeat=2)``: in each place any of the items of its iterable."""
    repeat = constant(arguments.keywords.get("repeat", Const(1)), int)
    if not arguments.positional or not arguments.complete or not isinstance(repeat, int):
        return UNKNOWN
    held = [every_item(*items_of(machine, node, it, state)) for it in arguments.positional]
    if not all(held) or not 0 < len(held) * repeat < _MOST_PLACES:
        return UNKNOWN
    places = [unite(Option(it) for it in items) for items in held] * repeat
    return Tuple(None, Tuple(tuple(places)))


_SIGNS = {
    "add": "+",
    "iadd": "+",
    "sub": "-",
    "isub": "-",
    "mul": "*",
    "imul": "*",
    "truediv": "/",
    "itruediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
    "and_": "&",
    "or_": "|",
    "xor": "^",
}
_COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
             "is_": "is", "is_not": "is not"}  # fmt: skip

_OfTwo: TypeAlias = Callable[[Machine, nodes.NodeNG, str, Value, Value, State], Value]


def _operator(work: _OfTwo, sign: str) -> Handler:
    """``operator.gt(a, b)`` is ``a > b``."""

    def apply(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
        if len(arguments.positional) != 2:
            return UNKNOWN
        return work(machine, node, sign, *arguments.positional, state)

    return apply


def _getitem(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) != 2:
        return UNKNOWN
    return read_item(machine, node, *arguments.positional, state)


COMBINING: dict[str, Handler] = {
    "functools.reduce": _reduce,
    "itertools.chain": _chain,
    "itertools.combinations": _chosen,
    "itertools.permutations": _chosen,
    "itertools.pairwise": _pairs,
    "itertools.product": _product,
    "operator.getitem": _getitem,
    **{f"operator.{name}": _operator(binary, sign) for name, sign in _SIGNS.items()},
    **{f"operator.{name}": _operator(compare, sign) for name, sign in _COMPARED.items()},
}
"""Functions of the standard library that work on iterables, and operators as functions."""
