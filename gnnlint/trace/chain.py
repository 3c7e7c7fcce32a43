"""``torch_geometric.nn.Sequential``: steps whose headers, ``x, edge_index -> x``, name what they
take and give.

Mirrors ``Sequential.__init__`` and ``forward`` of torch_geometric/nn/sequential.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from astroid import nodes

from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.heap import DictObject
from gnnlint.trace.iteration import items_of
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Ref, Tuple, Value, constant

CHAIN = "torch_geometric.nn.Sequential"


@dataclass(frozen=True)
class _Step:
    """What is called, and the names of what it takes and of what it gives."""

    callee: Value
    takes: tuple[str, ...]
    gives: tuple[str, ...]


def call_chain(
    machine: Machine, node: nodes.NodeNG, init: Bound, arguments: Arguments, state: State
) -> Value | None:
    """Call one step after the other; None where it is not known what they are."""
    names = tuple(parameters_of(init))
    steps = list(_steps(machine, node, init.value("modules") or UNKNOWN, state))
    if not (names and steps and arguments.complete and all(steps)):
        return None
    values = dict(zip(names, arguments.positional, strict=False)) | dict(arguments.keywords)
    result: Value = UNKNOWN
    for step in filter(None, steps):
        given = tuple(values.get(name, UNKNOWN) for name in step.takes)
        result = machine.call(node, step.callee, Arguments(given), state)
        values |= _named(machine, node, step.gives, result, state)
    return result


def parameters_of(init: Bound) -> dict[str, str]:
    """What ``forward`` takes, with the types that the header gives; empty: a tensor, as PyG has it.

    Of a header that is not known nothing is told.
    """
    header = constant(init.value("input_args") or UNKNOWN, str)
    if not isinstance(header, str):
        return {}
    try:
        [function] = ast.parse(f"def forward({header.partition('->')[0]}): ...").body
    except (SyntaxError, ValueError):
        return {}
    assert isinstance(function, ast.FunctionDef)
    given = function.args.args
    return {it.arg: ast.unparse(it.annotation) if it.annotation else "" for it in given}


def _steps(
    machine: Machine, node: nodes.NodeNG, modules: Value, state: State
) -> Iterator[_Step | None]:
    """The steps of the list or dict; None for one of which too little is known."""
    gives: tuple[str, ...] = ()
    for item in _items(machine, node, modules, state):
        callee, header = item, None
        if isinstance(item, Tuple) and item.items is not None and len(item.items) in (1, 2):
            callee, *rest = item.items
            header = constant(rest[0], str) if rest else None
            if rest and header is None:
                yield None
                continue
        takes = gives
        if isinstance(header, str):
            takes, gives = (_names(it) for it in (*header.split("->"), "", "")[:2])
        yield _Step(callee, takes, gives) if takes and gives else None


def _items(machine: Machine, node: nodes.NodeNG, modules: Value, state: State) -> Sequence[Value]:
    """What the list or dict holds; nothing where it may hold more."""
    thing = state.heap.get(modules.key) if isinstance(modules, Ref) else None
    if isinstance(thing, DictObject):
        return list(thing.entries.values()) if thing.rest is None else ()
    items, rest = items_of(machine, node, modules, state)
    return items if rest is None else ()


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for it in text.split(",") if (name := it.strip()))


def _named(
    machine: Machine, node: nodes.NodeNG, names: tuple[str, ...], result: Value, state: State
) -> dict[str, Value]:
    if len(names) == 1:
        return {names[0]: result}
    items, rest = items_of(machine, node, result, state)
    further = rest if rest is not None else UNKNOWN
    return {name: items[k] if k < len(items) else further for k, name in enumerate(names)}
