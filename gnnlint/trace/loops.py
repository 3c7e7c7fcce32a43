"""Loops: rounds that are known one by one, and rounds until nothing changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.trace.assign import assign
from gnnlint.trace.heap import ListObject
from gnnlint.trace.iteration import count_of, every_item, items_of, run_through
from gnnlint.trace.machine import Machine, executes
from gnnlint.trace.state import State, meet
from gnnlint.trace.truth import test
from gnnlint.trace.unions import unite, widened
from gnnlint.trace.value import COUNT, MISSING, Option, Scalar, Source, Value
from gnnlint.tree import nodes_of


@executes(nodes.For, nodes.AsyncFor)
def _for(machine: Machine, node: nodes.For, state: State) -> State | None:
    iterable = machine.evaluate(node.iter, state)
    run_through(machine, node.iter, iterable, state, "for")
    items, rest = items_of(machine, node.iter, iterable, state)
    breaks: list[State] = []
    current: State | None = state
    for item in items[: machine.limits.unrolled]:
        if current is None:
            break
        current = _iterate(machine, node, node.body, item, current, breaks)
    further = every_item(items[machine.limits.unrolled :], rest)
    if current is not None and further:
        element = unite(Option(it) for it in further)
        before, count = current, count_of(iterable, state)
        current = _settle(machine, node, element, current.fork(), breaks)
        if current is not None:
            _count_grown(before, current, count)
    if current is not None and node.orelse:
        current = machine.execute(node.orelse, current)
    for left in breaks:
        current = meet(current, left, None)
    if current is not None:
        current.path = state.path
    return current


def _count_grown(before: State, after: State, count: Value) -> None:
    """Lists that a loop appends to are as long as the batch says where the loop is."""
    if not isinstance(count, Scalar) or count.source not in (Source.BATCH, Source.DATA):
        return
    for key, (was, now) in before.heap.differences(after.heap).items():
        if not isinstance(was, ListObject) or not isinstance(now, ListObject):
            continue
        if was.rest is None and now.rest is not None:
            after.heap[key] = replace(now, count=COUNT)


def _iterate(
    machine: Machine,
    node: nodes.For,
    body: Sequence[nodes.NodeNG],
    item: Value | None,
    state: State,
    breaks: list[State],
) -> State | None:
    """One round of a loop; states that ``continue`` meet the round's end."""
    frame = machine.frame
    frame.loops.append(machine.module.place(node))
    frame.exits.append((breaks, []))
    try:
        if item is not None:
            assign(machine, node.target, item, state)
        after = machine.execute(body, state)
        for going_on in frame.exits[-1][1]:
            after = meet(after, going_on, None)
        return after
    finally:
        frame.exits.pop()
        frame.loops.pop()


def _settle(
    machine: Machine, node: nodes.For, element: Value, state: State, breaks: list[State]
) -> State | None:
    """Rounds of a loop of unknown length, until what is known no longer changes.

    A loop within another runs once in the first round of that, which is run again where this one
    is not done: otherwise a body that stands four loops deep would be run sixteen times.
    """
    current = state
    for is_last in (True,) if machine.hurries else (False, True):
        before = current.fork()
        with _round(machine, hurries=machine.hurries or not is_last):
            after = _iterate(machine, node, node.body, element, current.fork(), breaks)
        if after is None and machine.is_unsettled and not is_last:
            continue  # a loop within ran once only: it is run again, though this one ends here
        if after is None:
            return before if breaks else None
        merged = meet(before, after, None)
        assert merged is not None
        merged.names = {
            name: widened(before.names.get(name, MISSING), it) for name, it in merged.names.items()
        }
        current = merged
        if _changes_a_round(node, before, merged):
            machine.is_unsettled |= machine.hurries
        elif not machine.is_unsettled:
            break
    return current


@contextmanager
def _round(machine: Machine, *, hurries: bool) -> Iterator[None]:
    """A round of a loop of unknown length; ``hurries``: another one may follow."""
    around = machine.hurries
    machine.settling += 1
    machine.hurries = hurries
    if not around:
        machine.is_unsettled = False
    try:
        yield
    finally:
        machine.settling -= 1
        machine.hurries = around


def _changes_a_round(node: nodes.For, before: State, after: State) -> bool:
    """Whether a round that starts from ``after`` may do another thing than one from ``before``."""
    if any(was is not None for _, was in after.heap.differences(before.heap).values()):
        return True
    names = before.names
    changed = {name for name, it in after.names.items() if it != names.get(name)}
    return bool(changed) and not changed.isdisjoint(_handed_on(node) | _closed_over(node.scope()))


@lru_cache(maxsize=32)
def _closed_over(function: nodes.NodeNG) -> frozenset[str]:
    """The variables that functions within one may read when a round calls them."""
    if isinstance(function, nodes.Module):
        return frozenset()  # bodies of functions would be read for it
    kinds = (nodes.FunctionDef, nodes.Lambda)
    inner = (it for it in nodes_of(function, kinds) if it is not function)
    return frozenset(name.name for it in inner for name in nodes_of(it, nodes.Name))


@lru_cache(maxsize=32)
def _handed_on(node: nodes.For) -> frozenset[str]:
    """The variables that a round may read as the round before left them."""
    bound = set(_bound_to(node.target))
    found: set[str] = set()
    for statement in node.body:
        written = (it.target for it in nodes_of(statement, nodes.AugAssign))
        read = (*nodes_of(statement, (nodes.Name, nodes.DelName)), *written)
        found.update({it.name for it in read if hasattr(it, "name")} - bound)
        if isinstance(statement, nodes.Assign):
            bound.update(name for target in statement.targets for name in _bound_to(target))
    return frozenset(found)


def _bound_to(target: nodes.NodeNG) -> Iterator[str]:
    """The variables that an assignment surely gives a value."""
    for it in target.elts if isinstance(target, (nodes.Tuple, nodes.List)) else (target,):
        if isinstance(it, nodes.AssignName):
            yield it.name


@executes(nodes.While)
def _while(machine: Machine, node: nodes.While, state: State) -> State | None:
    endless = isinstance(node.test, nodes.Const) and bool(node.test.value)
    breaks: list[State] = []
    out: State | None = None
    current: State | None = state
    turns = 2
    while turns and current is not None:
        # The test stands before the loop's back edge (facts of the bytecode), so not inside it.
        fork = test(machine, node.test, current, "while")
        out = meet(out, fork.no, None)
        if fork.yes is None:
            current = None
            break
        merged = _iterate(machine, node, node.body, None, fork.yes.fork(), breaks)
        if current is state and fork.no is None and not endless:
            current = merged  # it runs at least once: the next test is of what that leaves
            continue
        turns -= 1
        current = meet(fork.yes, merged, None)
        if current is not None:
            current.names = {
                name: widened(state.names.get(name, MISSING), it)
                for name, it in current.names.items()
            }
    result = meet(out, None if endless else current, None)
    for left in breaks:
        result = meet(result, left, None)
    if result is not None:
        result.path = state.path
    return result
