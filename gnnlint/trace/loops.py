"""Loops: rounds that are known one by one, and rounds until nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from astroid import nodes

from gnnlint.trace.assign import assign
from gnnlint.trace.heap import ListObject
from gnnlint.trace.iteration import count_of, every_item, items_of, run_through
from gnnlint.trace.machine import Machine, executes
from gnnlint.trace.state import State, meet
from gnnlint.trace.truth import test
from gnnlint.trace.unions import unite, widened
from gnnlint.trace.value import COUNT, MISSING, Option, Scalar, Source, Value


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
    """Rounds of a loop of unknown length, until what is known no longer changes."""
    current = state
    for _ in range(2):
        before = current.fork()
        machine.settling += 1
        try:
            after = _iterate(machine, node, node.body, element, current.fork(), breaks)
        finally:
            machine.settling -= 1
        if after is None:
            return before if breaks else None
        merged = meet(before, after, None)
        assert merged is not None
        merged.names = {
            name: widened(before.names.get(name, MISSING), it) for name, it in merged.names.items()
        }
        if merged.names == before.names and not merged.heap.differences(before.heap):
            break
        current = merged
    return current


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
