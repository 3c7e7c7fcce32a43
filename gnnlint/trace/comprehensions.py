"""Comprehensions: their frames, what they yield, and which of them Dynamo cannot run alone.

Until Python 3.12 a list, set or dict comprehension is a function of its own, called with an
iterator. Dynamo inlines it; but where the function around it runs eagerly, the comprehension is a
frame like any other, and the only iterators that Dynamo takes over as arguments are those of tuples
and ranges (GB4347, "Missing tp_iternext").
"""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.project.code import ClassCode
from gnnlint.trace import shapes
from gnnlint.trace.assign import assign
from gnnlint.trace.event import Kind, Site
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.iteration import count_of, every_item, items_of, run_through
from gnnlint.trace.machine import Activation, Machine, evaluates
from gnnlint.trace.names import lookup
from gnnlint.trace.state import State
from gnnlint.trace.truth import test
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    UNKNOWN,
    Library,
    Option,
    Ref,
    Tensor,
    Tuple,
    Union,
    Value,
    dict_key,
    options,
)
from gnnlint.tree import nodes_of


@evaluates(nodes.ListComp, nodes.SetComp, nodes.GeneratorExp)
def _comprehension(machine: Machine, node: nodes.ListComp, state: State) -> Value:
    outer = machine.evaluate(node.generators[0].iter, state)
    results, known = _comprehend(machine, node, node.elt, outer, state)
    values = [value for value, _ in results]
    if known:
        return machine.allocate(state, ListObject(tuple(values)))
    rest = unite(Option(it) for it in values) if values else UNKNOWN
    [first, *nested] = node.generators
    whole = not first.ifs and not nested and not isinstance(node, nodes.SetComp)
    return machine.allocate(state, ListObject((), rest, count_of(outer, state) if whole else None))


@evaluates(nodes.DictComp)
def _dict_comprehension(machine: Machine, node: nodes.DictComp, state: State) -> Value:
    outer = machine.evaluate(node.generators[0].iter, state)
    results, known = _comprehend(machine, node, node.value, outer, state, node.key)
    entries: dict[object, Value] = {}
    rests: list[Value] = []
    for value, key in results:
        plain = dict_key(key) if key is not None else None
        if plain is not None and known:
            entries[plain.value] = value
        else:
            rests.append(value)
    rest = unite(Option(it) for it in rests) if rests or not known else None
    return machine.allocate(state, DictObject(entries, rest))


def _comprehend(
    machine: Machine,
    node: nodes.NodeNG,
    element: nodes.NodeNG,
    outer: Value,
    state: State,
    key: nodes.NodeNG | None = None,
) -> tuple[list[tuple[Value, Value | None]], bool]:
    """Run a comprehension over ``outer`` in its own frame; whether its length is known."""
    run_through(machine, node.generators[0].iter, outer, state, "comprehension")
    frame = Activation(
        machine.key(),
        machine.frame.symbol,
        machine.module,
        machine.frame.code,
        machine.frame.owner,
        machine.frame.within,
        _comprehension_site(machine, node, state),
        machine.frame.closure,
        lazy=isinstance(node, nodes.GeneratorExp),
    )
    results: list[tuple[Value, Value | None]] = []
    inner = state.enter(dict(state.names))
    agreements = machine.agreements
    with machine.activation(frame):
        frame.loops.append(machine.module.place(node))
        if not frame.lazy and _has_tensors(machine, node, state):
            _tell_iterator(machine, node, outer, inner)
        known = _generate(machine, node.generators, 0, outer, element, key, inner, results)
    state.leave(inner)
    if machine.agreements > agreements:
        shapes.settle(state)
    return results, known


def _comprehension_site(machine: Machine, node: nodes.NodeNG, state: State) -> Site:
    """A break inside a generator expression cannot be resumed after in the frame around it."""
    site = machine.site(node, state)
    if isinstance(node, nodes.GeneratorExp) and site.loop is None:
        return replace(site, loop=site.place)
    return site


def _generate(
    machine: Machine,
    generators: list[nodes.Comprehension],
    depth: int,
    outer: Value | None,
    element: nodes.NodeNG,
    key: nodes.NodeNG | None,
    state: State,
    results: list[tuple[Value, Value | None]],
) -> bool:
    generator = generators[depth]
    iterable = outer
    if iterable is None:
        iterable = machine.evaluate(generator.iter, state)
        run_through(machine, generator.iter, iterable, state, "comprehension")
    items, rest = items_of(machine, generator.iter, iterable, state)
    known = rest is None and len(items) <= machine.limits.unrolled
    rounds = items if known else [unite(Option(it) for it in every_item(items, rest))]
    for item in rounds:
        current: State | None = state.fork()
        assert current is not None
        assign(machine, generator.target, item, current)
        for condition in generator.ifs:
            fork = test(machine, condition, current, "comprehension")
            known = known and (fork.yes is None or fork.no is None)
            current = fork.yes
            if current is None:
                break
        if current is None:
            continue
        if depth + 1 < len(generators):
            inner_known = _generate(
                machine, generators, depth + 1, None, element, key, current, results
            )
            known = known and inner_known
        else:
            found = machine.evaluate(key, current) if key is not None else None
            results.append((machine.evaluate(element, current), found))
        state.heap = current.heap
    return known


_CONSTRUCTS = {nodes.ListComp: "list", nodes.SetComp: "set", nodes.DictComp: "dict"}

_ITERATORS = frozenset(
    f"builtins.{it}" for it in ("zip", "enumerate", "map", "filter", "reversed", "sorted", "iter")
)


def _tell_iterator(machine: Machine, node: nodes.NodeNG, outer: Value, state: State) -> None:
    """Record a comprehension over an iterator that Dynamo does not take over as an argument."""
    source = node.generators[0].iter
    if isinstance(source, (nodes.List, nodes.Tuple)):
        return  # a display of items is compiled to a tuple
    callee = _callee(machine, source, state)
    known = all(isinstance(it.value, Ref) for it in options(outer)) and callee != "builtins.range"
    if known or callee in _ITERATORS:
        construct = _CONSTRUCTS[type(node)]
        operands = {"iterable": outer}
        machine.emit(Kind.COMPREHEND, node, state, construct=construct, operands=operands)


def _callee(machine: Machine, source: nodes.NodeNG, state: State) -> str:
    """The canonical name of the library function that is called; "" where none is."""
    if not isinstance(source, nodes.Call) or not isinstance(source.func, nodes.Name):
        return ""
    callee = lookup(machine, source.func.name, state)
    return callee.name if isinstance(callee, Library) else ""


# --- whether Dynamo looks at the frame (torch/_dynamo/convert_frame.py, has_tensor_in_frame) ------

_TORCH_MODULES = frozenset(
    f"torch{it}"
    for it in ("", ".nn", ".nn.functional", ".nn.init", ".fft", ".linalg", ".sparse", ".special",
               ".distributions", ".autograd", ".utils")
) | {"numpy"}  # fmt: skip


def _has_tensors(machine: Machine, node: nodes.NodeNG, state: State) -> bool:
    """Whether the comprehension's own frame names a tensor, a module or a module of torch.

    Dynamo leaves other frames alone.
    """
    own = {it.name for it in nodes_of(node, nodes.AssignName)}
    names = {it.name for it in _inner_names(node)} - own
    return any(_is_torch(machine, lookup(machine, it, state), state) for it in names)


def _inner_names(node: nodes.NodeNG) -> Iterator[nodes.Name]:
    """The names read in a comprehension's frame: all but those of the first iterable."""
    first = node.generators[0].iter
    for child in node.get_children():
        for name in nodes_of(child, nodes.Name):
            if not (name is first or first.parent_of(name)):
                yield name


def _is_torch(machine: Machine, value: Value, state: State) -> bool:
    if isinstance(value, Library):
        return value.name in _TORCH_MODULES
    if isinstance(value, Tensor):
        return not value.assumed
    if isinstance(value, Union):
        return all(_is_torch(machine, it, state) for it in value)
    if isinstance(value, Tuple):
        held = value.items if value.items is not None else (value.element or UNKNOWN,)
        return any(_is_torch(machine, it, state) for it in held)
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if isinstance(thing, ListObject):
        return any(_is_torch(machine, it, state) for it in every_item(thing.items, thing.rest))
    if isinstance(thing, DictObject):
        entries = every_item(thing.entries.values(), thing.rest)
        return any(_is_torch(machine, it, state) for it in entries)
    return isinstance(thing, Instance) and _is_module(machine, thing)


def _is_module(machine: Machine, thing: Instance) -> bool:
    if isinstance(thing.kind, ClassCode):
        return machine.project.is_module(thing.kind)
    return library.is_module_class(thing.kind)
