"""Parts of a graph that are run as a whole: ``checkpoint``, and ``wrap``.

They may not change what stands outside of them (torch/_dynamo/side_effects.py,
``check_allowed_side_effect``): a list or dict, a variable, an attribute that becomes another tensor
(GB0067), or another number (GB4413). What they leave as it was they may write.
"""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine, Subgraph
from gnnlint.trace.state import State
from gnnlint.trace.value import Ref, Value, possibilities
from gnnlint.tree import nodes_of

CHANGE = "torch.utils.checkpoint.__change__"
"""The name under which a change of what stands outside is recorded, where it happens."""
COUNT = "torch.utils.checkpoint.__count__"
"""That of a call which leaves another number outside."""


def run_subgraph(
    machine: Machine, node: nodes.NodeNG, function: Value, arguments: Arguments, state: State
) -> Value:
    """Call a function as a part of the graph."""
    around = machine.subgraph
    machine.subgraph = own = Subgraph(len(machine.stack), state.heap.fork())
    try:
        value = machine.call(node, function, arguments, state)
    finally:
        machine.subgraph = around
    if own.counts:
        machine.emit(Kind.CALL, node, state, name=COUNT, classes=(COUNT,))
    return value


def note_change(machine: Machine, node: nodes.NodeNG, owner: Value, state: State) -> None:
    """Record that an object is changed, where it stands outside of the part that is run."""
    if is_outer(machine, owner):
        machine.emit(Kind.CALL, node, state, name=CHANGE, classes=(CHANGE,))


def note_count(machine: Machine, owner: Value) -> None:
    """Remember that an object outside of the part that is run has another number."""
    if machine.subgraph is not None and is_outer(machine, owner):
        machine.subgraph.counts = True


def note_variable(machine: Machine, target: nodes.AssignName, state: State) -> None:
    """Record that a variable is written, where it stands outside of the part that is run."""
    part, code = machine.subgraph, machine.frame.code
    if part is None or code is None:
        return
    begins = len(machine.stack) == part.depth + 1  # a function within may be given one of this part
    kinds = (nodes.Global, nodes.Nonlocal) if begins else nodes.Global
    if any(target.name in it.names for it in nodes_of(code.node, kinds)):
        machine.emit(Kind.CALL, target, state, name=CHANGE, classes=(CHANGE,))


def is_outer(machine: Machine, owner: Value) -> bool:
    """Whether an object was there before the part that is run began."""
    part = machine.subgraph
    return part is not None and all(
        isinstance(it, Ref) and part.found.get(it.key) is not None for it in possibilities(owner)
    )
