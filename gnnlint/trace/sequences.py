"""Builtins that make, run through or fold sequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.builtin_calls import builtin, builtins_alike
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.indexing import look_up
from gnnlint.trace.iteration import every_item, items_of, run_through
from gnnlint.trace.machine import Machine
from gnnlint.trace.operators import binary, fold, source_of
from gnnlint.trace.sorting import choose, order
from gnnlint.trace.state import State
from gnnlint.trace.truth import truth
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    UNKNOWN,
    Const,
    Option,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Value,
    assumption,
    constant,
    dict_key,
    is_from_data,
    is_none,
    may_be_tensor,
    options,
)


@builtins_alike("list", "tuple", "set", "sorted", "reversed", "frozenset", "iter")
def _sequence(
    kind: str, machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:
    if not arguments.positional:
        return Tuple(()) if kind == "tuple" else machine.allocate(state, ListObject())
    items, rest = items_of(machine, node, arguments.positional[0], state)
    run_through(machine, node, arguments.positional[0], state, kind)
    if kind in ("set", "frozenset"):
        for item in every_item(items, rest):
            look_up(machine, node, item, state)
        if all(isinstance(it, Const) for it in items):
            items = [*dict.fromkeys(items)]
    if kind == "reversed":
        items = items[::-1]
    if kind == "tuple":
        if rest is None:
            return Tuple(tuple(items))
        return Tuple(None, unite(Option(it) for it in (*items, rest)))
    if kind == "sorted":
        ordered = order(machine, node, every_item(items, rest), arguments, state)
        items = ordered if rest is None else items
    return machine.allocate(state, ListObject(tuple(items), rest))


@builtin("next")
def _next(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, arguments.first, state)
    return items[0] if items else rest if rest is not None else UNKNOWN


@builtin("dict")
def make_dict(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    made = _entries(arguments.first, state) if arguments.positional else DictObject({})
    entries: dict[object, Value] = dict(made.entries)
    entries.update(arguments.keywords)
    return machine.allocate(state, DictObject(entries, made.rest))


def _entries(value: Value, state: State) -> DictObject:
    """What a dict made of a dict, or of pairs of keys and values, holds."""
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if isinstance(thing, DictObject):
        return thing
    if isinstance(thing, ListObject):
        items, rest = thing.items, thing.rest
    elif isinstance(value, Tuple) and value.items is not None:
        items, rest = value.items, None
    else:
        return DictObject({}, UNKNOWN)
    pairs = [_pair(it) for it in every_item(items, rest)]
    keys = [dict_key(key) for key, _ in pairs[: len(items)]]
    if None in keys:
        return DictObject({}, unite(Option(held) for _, held in pairs))
    entries = {key.value: held for key, (_, held) in zip(keys, pairs, strict=False) if key}
    return DictObject(entries, pairs[-1][1] if rest is not None else None)


def _pair(item: Value) -> tuple[Value, Value]:
    """A key and the value under it."""
    if isinstance(item, Tuple) and item.items is not None and len(item.items) == 2:
        return item.items[0], item.items[1]
    return UNKNOWN, UNKNOWN


@builtin("enumerate")
def _enumerate(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, arguments.first, state)
    run_through(machine, node, arguments.first, state, "enumerate")
    given = (*arguments.positional[1:], *arguments.keywords.values())
    start = constant(given[0], int) if given else 0
    any_place = Scalar("int", Source.PARAMETER)
    pairs: tuple[Value, ...] = tuple(
        Tuple((Const(start + place) if isinstance(start, int) else any_place, it))
        for place, it in enumerate(items)
    )
    further = Tuple((any_place, rest)) if rest is not None else None
    return machine.allocate(state, ListObject(pairs, further))


@builtin("zip")
def _zip(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    columns = [items_of(machine, node, it, state) for it in arguments.positional]
    for value in arguments.positional:
        run_through(machine, node, value, state, "zip")
    rows, rest = _rows(columns)
    further = Tuple(rest) if rest is not None else None
    return machine.allocate(state, ListObject(tuple(map(Tuple, rows)), further))


def _rows(
    columns: Sequence[tuple[list[Value], Value | None]],
) -> tuple[list[tuple[Value, ...]], tuple[Value, ...] | None]:
    """Items of several iterables side by side; one row for all, where no length is known."""
    lengths = [len(items) for items, rest in columns if rest is None]
    if not lengths:
        cells = (unite(Option(it) for it in every_item(items, rest)) for items, rest in columns)
        return [], tuple(cells)
    return [
        tuple(
            items[index] if index < len(items) else rest if rest is not None else UNKNOWN
            for items, rest in columns
        )
        for index in range(min(lengths))
    ], None


@builtin("filter")
def _filter(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """The items that pass for certain, then what may pass."""
    if len(arguments.positional) != 2:
        return UNKNOWN
    function, iterable = arguments.positional
    items, rest = items_of(machine, node, iterable, state)
    kept: list[Value] = []
    possible = [rest] if rest is not None else []
    for item in items:
        given = Arguments((item,))
        answer = item if is_none(function) else machine.call(node, function, given, state)
        if may_be_tensor(answer):
            machine.emit(Kind.BRANCH, node, state, construct="filter", operands={"test": answer})
        passes = truth(machine, answer, state)
        if passes is None:
            possible.append(item)
        elif passes:
            (possible if possible else kept).append(item)
    further = unite(Option(it) for it in possible) if possible else None
    return machine.allocate(state, ListObject(tuple(kept), further))


@builtin("map")
def _map(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) < 2:
        return UNKNOWN
    function, *iterables = arguments.positional
    columns = [items_of(machine, node, it, state) for it in iterables]
    rows, rest = _rows(columns)
    results = tuple(machine.call(node, function, Arguments(row), state) for row in rows)
    further = machine.call(node, function, Arguments(rest), state) if rest is not None else None
    return machine.allocate(state, ListObject(results, further))


@builtins_alike("sum", "max", "min", "abs", "round", "pow", "divmod")
def _reduce(
    name: str, machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:
    given = list(arguments.positional)
    if len(given) == 1 and name in ("sum", "max", "min"):
        items, rest = items_of(machine, node, given[0], state)
        if isinstance(given[0], Tensor):
            return Tensor(given[0].dtype, assumed=given[0].assumed, array=given[0].array)
        given = every_item(items, rest)
        places = choose(machine, node, given, arguments, state)
        if places is not None and given:
            ends = [given[places[0 if name == "min" else -1]]] if places else given
            return unite(Option(it) for it in ends)
    tensors = [it for value in given for it in (o.value for o in options(value))
               if isinstance(it, Tensor)]  # fmt: skip
    if tensors and name == "sum":
        return _added(machine, node, given, state)
    if tensors:
        array = all(it.array for it in tensors)
        return Tensor(tensors[0].dtype, assumed=assumption(*tensors), array=array)
    if given and all(isinstance(it, Const) for it in given):
        return _fold(name, [it for it in given if isinstance(it, Const)])
    if given and all(isinstance(it, (Const, Scalar)) for it in given):
        kind = next((it.type for it in given if isinstance(it, Scalar)), "number")
        return Scalar(kind, source_of(*given))
    return UNKNOWN


def _added(machine: Machine, node: nodes.NodeNG, given: Sequence[Value], state: State) -> Value:
    """Items added up from the left."""
    return reduce(lambda left, right: binary(machine, node, "+", left, right, state), given)


def _fold(name: str, given: list[Const]) -> Value:
    functions: dict[str, Callable[..., object]] = {
        "max": max,
        "min": min,
        "abs": abs,
        "round": round,
    }
    if name in ("pow", "divmod"):
        signs = ("**",) if name == "pow" else ("//", "%")
        results = [fold(sign, *given) if len(given) == 2 else UNKNOWN for sign in signs]
        return results[0] if name == "pow" else Tuple(tuple(results))
    values = [it.value for it in given]
    try:
        if name == "sum":
            return Const(sum(values))  # type: ignore[arg-type]
        return Const(functions[name](*values))
    except (TypeError, ValueError):
        return UNKNOWN


@builtins_alike("any", "all")
def _any(
    name: str, machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:
    items, rest = items_of(machine, node, arguments.first, state)
    ends = name == "any"
    for value in every_item(items, rest):
        tested = may_be_tensor(value) or is_from_data(value)
        if not tested and truth(machine, value, state) is not (not ends):
            break  # this item may decide, so that none behind it is asked
        if tested and not isinstance(arguments.first, Tensor):
            machine.emit(Kind.BRANCH, node, state, construct="and", operands={"test": value})
            return Scalar("bool", Source.DATA)
    if isinstance(arguments.first, Tensor):
        return Scalar("bool", Source.PARAMETER)  # the call itself is what breaks
    known = [truth(machine, it, state) for it in items]
    if rest is None and None not in known:
        return Const(any(known) if ends else all(known))
    return Scalar("bool", Source.PARAMETER)
