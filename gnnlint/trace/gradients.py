"""Gradients taken in traced code: tensors that are made to require one, and what asks for it.

A graph may not hand out a tensor that `requires_grad_()` was called on inside of it (GB8985). Where
the graph ends, at `torch.autograd.grad`, the tensor whose gradient is taken is handed out: so the
graph breaks before `requires_grad_()` as well.
"""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace import shapes
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine, Moment
from gnnlint.trace.state import State
from gnnlint.trace.value import Const, Tensor, Tuple, Value, possibilities

TAKING = "torch.autograd.grad"
LEAKED = "torch.Tensor.requires_grad_.leaked"


_COPIES = frozenset("clone contiguous double float half to view_as".split())


def remember(
    machine: Machine, node: nodes.NodeNG, owner: Tensor, bound: Bound, state: State
) -> None:
    """Note that a tensor which traced code made is to have a gradient.

    One that has a gradient already stays as it is, as what comes out of a layer: so it has to be
    plain that the tensor has none.
    """
    if owner.role != "intermediate" or bound.value("requires_grad") == Const(False):
        return
    if isinstance(node, nodes.Call) and _is_plain(machine, node.func.expr, state):
        machine.frame.requiring.append(machine.moment(node, state))


def _is_plain(machine: Machine, made: nodes.NodeNG, state: State) -> bool:
    """Whether ``x.detach()`` was written, or a copy of what the compiled code is given."""
    while isinstance(made, nodes.Call) and isinstance(made.func, nodes.Attribute):
        if made.func.attrname == "detach":
            return True
        if made.func.attrname not in _COPIES:
            return False
        made = made.func.expr
    if not isinstance(made, nodes.Name):
        return False
    value = state.names.get(made.name)
    return isinstance(value, Tensor) and value.role == "input"


def take(machine: Machine, arguments: Arguments, state: State) -> None:
    """Record what breaks because the gradient of a tensor made here, or by a caller, is asked for.

    After a break in a loop or a `try` the function runs uncompiled, and hands out nothing.
    """
    inputs = arguments.keywords.get("inputs") or next(iter(arguments.positional[1:]), None)
    if inputs is None or not _holds_intermediate(inputs, state):
        return
    for calls in range(machine.depth + 1):
        with machine.unwound(calls) as frame:
            if frame.loops or frame.attempts:
                return
            for moment in frame.requiring:
                with machine.back(moment):
                    _tell(machine, moment)
            frame.requiring.clear()


def _holds_intermediate(inputs: Value, state: State) -> bool:
    listed = shapes.with_lists(Bound({"inputs": inputs}), state).value("inputs")
    tensors = listed.items or () if isinstance(listed, Tuple) else possibilities(inputs)
    return any(isinstance(it, Tensor) and it.role == "intermediate" for it in tensors)


def _tell(machine: Machine, moment: Moment) -> None:
    callee = machine.callee(moment.node)
    machine.emit(
        Kind.CALL, moment.node, moment.state, name=LEAKED, callee=callee, classes=(LEAKED,)
    )
