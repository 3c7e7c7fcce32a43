"""Builtins that make, run through or fold sequences."""

from __future__ import annotations

from collections.abc import Callable

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.builtin_calls import builtin
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.indexing import look_up
from gnnlint.trace.iteration import every_item, items_of, run_through
from gnnlint.trace.machine import Machine
from gnnlint.trace.operators import source_of
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
    is_from_data,
    is_none,
    may_be_tensor,
    options,
)


@builtin("list", "tuple", "set", "sorted", "reversed", "frozenset", "iter")
def _sequence(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    kind = machine.callee(node)
    if not arguments.positional:
        return Tuple(()) if kind == "tuple" else machine.allocate(state, ListObject())
    items, rest = items_of(machine, node, arguments.positional[0], state)
    run_through(machine, node, arguments.positional[0], state, kind)
    if kind in ("set", "frozenset"):
        for item in every_item(items, rest):
            look_up(machine, node, item, state)
    if kind == "reversed":
        items = items[::-1]
    if kind == "tuple":
        if rest is None:
            return Tuple(tuple(items))
        return Tuple(None, unite(Option(it) for it in (*items, rest)))
    if kind == "sorted":
        order(machine, node, every_item(items, rest), arguments, state)
    return machine.allocate(state, ListObject(tuple(items), rest))


@builtin("next")
def _next(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, arguments.first, state)
    return items[0] if items else rest if rest is not None else UNKNOWN


@builtin("dict")
def make_dict(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    entries: dict[object, Value] = {}
    rest: Value | None = None
    for value in arguments.positional:
        thing = state.heap.get(value.key) if isinstance(value, Ref) else None
        if isinstance(thing, DictObject):
            entries.update(thing.entries)
            rest = thing.rest
        else:
            rest = UNKNOWN
    entries.update(arguments.keywords)
    return machine.allocate(state, DictObject(entries, rest))


@builtin("enumerate")
def _enumerate(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, arguments.first, state)
    run_through(machine, node, arguments.first, state, "enumerate")
    pairs: tuple[Value, ...] = tuple(Tuple((Const(i), it)) for i, it in enumerate(items))
    if rest is None:
        return machine.allocate(state, ListObject(pairs))
    further = Tuple((Scalar("int", Source.PARAMETER), rest))
    return machine.allocate(state, ListObject(pairs, further))


@builtin("zip")
def _zip(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    columns = [items_of(machine, node, it, state) for it in arguments.positional]
    for value in arguments.positional:
        run_through(machine, node, value, state, "zip")
    lengths = [len(items) for items, rest in columns if rest is None]
    if lengths:
        count = min(lengths)
        rows: list[Value] = []
        for index in range(count):
            row = [
                items[index] if index < len(items) else rest if rest is not None else UNKNOWN
                for items, rest in columns
            ]
            rows.append(Tuple(tuple(row)))
        return machine.allocate(state, ListObject(tuple(rows)))
    cells = [unite(Option(it) for it in every_item(items, rest)) for items, rest in columns]
    return machine.allocate(state, ListObject((), Tuple(tuple(cells))))


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
    items, rest = items_of(machine, node, iterables[0], state)
    if len(iterables) > 1:
        return UNKNOWN
    results = tuple(machine.call(node, function, Arguments((it,)), state) for it in items)
    further = machine.call(node, function, Arguments((rest,)), state) if rest is not None else None
    return machine.allocate(state, ListObject(results, further))


@builtin("sum", "max", "min", "abs", "round", "pow", "divmod")
def _reduce(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    name = machine.callee(node)
    given = list(arguments.positional)
    if len(given) == 1 and name in ("sum", "max", "min"):
        items, rest = items_of(machine, node, given[0], state)
        if isinstance(given[0], Tensor):
            return Tensor(given[0].dtype, assumed=given[0].assumed, array=given[0].array)
        given = every_item(items, rest)
        choose(machine, node, given, arguments, state)
    tensors = [it for value in given for it in (o.value for o in options(value))
               if isinstance(it, Tensor)]  # fmt: skip
    if tensors:
        array = all(it.array for it in tensors)
        return Tensor(tensors[0].dtype, assumed=assumption(*tensors), array=array)
    if given and all(isinstance(it, Const) for it in given):
        return _fold(name, [it.value for it in given if isinstance(it, Const)])
    if given and all(isinstance(it, (Const, Scalar)) for it in given):
        kind = next((it.type for it in given if isinstance(it, Scalar)), "number")
        return Scalar(kind, source_of(*given))
    return UNKNOWN


def _fold(name: str, values: list[object]) -> Value:
    functions: dict[str, Callable[..., object]] = {
        "max": max,
        "min": min,
        "abs": abs,
        "round": round,
    }
    try:
        if name == "sum":
            return Const(sum(values))  # type: ignore[arg-type]
        return Const(functions[name](*values)) if name in functions else UNKNOWN
    except (TypeError, ValueError):
        return UNKNOWN


@builtin("any", "all")
def _any(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, arguments.first, state)
    ends = machine.callee(node) == "any"
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
