"""Gradients taken in traced code: tensors that are made to require one, and what asks for it.

A graph may not hand out a tensor that `requires_grad_()` was called on inside of it, nor what is
computed from it (GB8985, and GB7324 under `fullgraph=True`). Where the graph ends, at
`torch.autograd.grad`, the tensor whose gradient is taken is handed out: so the graph breaks before
`requires_grad_()` as well. Which tensors these are, :mod:`gnnlint.trace.leaves` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from astroid import nodes

from gnnlint.finding import Place
from gnnlint.frozen import replace
from gnnlint.trace import leaves, shapes
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import contents
from gnnlint.trace.leaves import Leaves
from gnnlint.trace.machine import Activation, Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    OTHERWISE,
    Const,
    DType,
    Ref,
    Tensor,
    Tuple,
    Union,
    Value,
    options,
    possibilities,
)
from gnnlint.trace.variables import receiver_of

TAKING = "torch.autograd.grad"
SWITCHING = "torch.set_grad_enabled"
"""What may switch gradients off for all that follows, without a block."""

LEAKED = "torch.Tensor.requires_grad_.leaked"
"""The event of ``requires_grad_()`` on a tensor whose gradient is taken later on."""

RETURNED = "torch.Tensor.requires_grad_.returned"
"""The same, where the tensor is returned, or what is computed from it."""


Around: TypeAlias = tuple[list[Place], list[Place], list[Place]]
"""The loops, tries and blocks that a frame is in."""


@dataclass
class Requirement:
    """A tensor that traced code made was told to have a gradient: by a node, in which frames."""

    node: nodes.NodeNG
    state: State
    stack: list[Activation]
    around: Around  # in the last frame
    is_enclosed: bool  # in a loop or a `try`, of one of the frames
    is_told: bool = False  # that this breaks the graph


def _now(machine: Machine, node: nodes.NodeNG, state: State) -> Requirement:
    frame, compiled = machine.frame, machine.stack[len(machine.stack) - 1 - machine.depth :]
    around = [*frame.loops], [*frame.attempts], [*frame.contexts]
    is_enclosed = any(it.loops or it.attempts for it in compiled)
    return Requirement(node, state.fork(), [*machine.stack], around, is_enclosed)


@contextmanager
def _back(machine: Machine, then: Requirement) -> Iterator[None]:
    """See the frames as they were then, though they may have been left meanwhile."""
    stack, frame = machine.stack, then.stack[-1]
    before = frame.loops, frame.attempts, frame.contexts
    machine.stack = [*then.stack]
    frame.loops, frame.attempts, frame.contexts = then.around
    try:
        yield
    finally:
        machine.stack = stack
        frame.loops, frame.attempts, frame.contexts = before


def require(
    machine: Machine, node: nodes.NodeNG, owner: Tensor, bound: Bound, state: State
) -> Tensor:
    """What a tensor is after ``requires_grad_()``: one that has a gradient already stays as it is.

    That traced code made one have it is noted where it is plain that the tensor has none.
    """
    asked = bound.value("requires_grad")
    if asked == Const(False):
        return owner
    changes = (
        owner.role == "intermediate" and not owner.leaves and not _is_up_to_callers(node, state)
    )
    if not changes or asked not in (None, Const(True)):
        return replace(owner, graded=owner.leaves | OTHERWISE)
    key, requirement = machine.key(), _now(machine, node, state)
    machine.requirements[key] = requirement
    machine.frame.requiring.append(requirement)
    return replace(owner, graded=frozenset({key}))


_TOLD = ("config", "training")
"""Kinds of conditions that a finding names. What callers decide by an argument, it does not."""


def _is_up_to_callers(node: nodes.NodeNG, state: State) -> bool:
    """Whether a variable may hold another tensor, which has a gradient, by what callers pass."""
    receiver = receiver_of(node)
    held = state.names.get(receiver.name) if receiver is not None else None
    return any(
        (it.guard is None or it.guard.kind not in _TOLD) and leaves.of_value(it.value)
        for it in (options(held) if isinstance(held, Union) else ())
    )


def write_in_place(node: nodes.Call, result: Value, state: State) -> None:
    """``x.requires_grad_()``, ``x.add_(y)``: what the name ``x`` stands for has that gradient."""
    receiver = receiver_of(node)
    if receiver is None or not isinstance(result, Tensor):
        return
    held = state.names.get(receiver.name)
    if isinstance(held, Tensor) and held.leaves != result.leaves:
        state.names[receiver.name] = replace(held, graded=result.leaves)


def followed(machine: Machine, result: Value, made: Callable[[], Leaves]) -> Value:
    """What an operator returns, with why it has a gradient: in files alone that require any.

    Args:
        machine: the machine.
        result: what the operator returns.
        made: tells why that has a gradient where its operands have one.
    """
    return _graded(machine, result, made()) if machine.module.requires_gradients else result


def _graded(machine: Machine, result: Value, why: Leaves) -> Value:
    """The same tensors; where gradients may be switched off, nobody knows of one."""
    if isinstance(result, Tuple):
        items = result.items and tuple(_graded(machine, it, why) for it in result.items)
        element = result.element and _graded(machine, result.element, why)
        return replace(result, items=items, element=element)
    if not isinstance(result, Tensor) or result.array:
        return result
    if result.dtype in (DType.INT, DType.BOOL):
        return replace(result, graded=why and OTHERWISE)
    doubtful = why and any(map(_may_switch_off, machine.stack))
    return replace(result, graded=OTHERWISE if doubtful else why)


def switch(machine: Machine) -> None:
    """Gradients may be switched off from here on, in all frames that run."""
    for frame in machine.stack:
        frame.managed += 1


def _may_switch_off(frame: Activation) -> bool:
    """Whether a block that the frame is in, or a decorator, may be ``torch.no_grad()``."""
    return frame.managed > 0 or (frame.code is not None and bool(frame.code.decorators))


def of_layer(machine: Machine, bound: Bound, result: Value) -> Value:
    """What a layer returns: its parameters have gradients, and what it is given may have."""
    first = next(iter(bound.passed.values()), None)
    if not isinstance(result, Tensor):
        return result
    given = first.leaves if isinstance(first, Tensor) else OTHERWISE
    return followed(machine, result, lambda: given | OTHERWISE)


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
            for requirement in frame.requiring:
                _tell(machine, requirement, LEAKED, requirement.state)
            frame.requiring.clear()


def _holds_intermediate(inputs: Value, state: State) -> bool:
    listed = shapes.with_lists(Bound({"inputs": inputs}), state).value("inputs")
    tensors = listed.items or () if isinstance(listed, Tuple) else possibilities(inputs)
    return any(isinstance(it, Tensor) and it.role == "intermediate" for it in tensors)


def leave(machine: Machine, frame: Activation) -> None:
    """Record what breaks because what a graph returns has a gradient that was required in it.

    In a loop or a `try`, as in :func:`take`, the function runs uncompiled instead.
    """
    if machine.depth or not machine.requirements or not machine.recording or machine.is_traced:
        return
    returned = [(_handed_out(value, state), state) for value, state in frame.returns]
    always = frozenset.intersection(*(keys for keys, _ in returned))
    for keys, state in returned:
        for key in sorted(keys & machine.requirements.keys()):
            requirement = machine.requirements[key]
            reached = requirement.state if key in always else state
            further = reached.path[len(requirement.state.path) :]
            if not requirement.is_enclosed and all(it.kind in _TOLD for it in further):
                _tell(machine, requirement, RETURNED, reached)


def _handed_out(value: Value, state: State, depth: int = 0) -> Leaves:
    """Why tensors that are returned certainly have a gradient."""
    if isinstance(value, Tensor):
        return value.leaves
    is_holder = isinstance(value, (Ref, Tuple)) and depth < _DEEPEST
    held = contents(value, state.heap) if is_holder else None
    return leaves.NONE_AT_ALL.union(*(_handed_out(it, state, depth + 1) for it in held or ()))


_DEEPEST = 4


def _tell(machine: Machine, requirement: Requirement, name: str, state: State) -> None:
    if requirement.is_told:
        return
    requirement.is_told = True
    with _back(machine, requirement):
        callee = machine.callee(requirement.node)
        machine.emit(Kind.CALL, requirement.node, state, name=name, callee=callee, classes=(name,))
