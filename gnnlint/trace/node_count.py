"""The number of nodes of a Data object, which compiled code can read but not count with."""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import NODE_COUNT, Tuple, Value, is_node_count


def count_passed(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> None:
    """Note that a call is given ``data.num_nodes``."""
    given = (*arguments.positional, *arguments.keywords.values())
    if any(map(_holds_count, given)):
        note_count(machine, node, state)


def note_count(machine: Machine, node: nodes.NodeNG, state: State) -> None:
    """Note that ``data.num_nodes`` is taken as a number."""
    machine.emit(Kind.CONVERT, node, state, construct="node-count", operands={"value": NODE_COUNT})


def _holds_count(value: Value) -> bool:
    if isinstance(value, Tuple):
        return any(map(_holds_count, value.items or ()))
    return is_node_count(value)
