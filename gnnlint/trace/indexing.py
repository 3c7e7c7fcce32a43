"""What an index asks for: numbers that are read back from tensors, and keys that are looked up."""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    Slice,
    Tensor,
    Tuple,
    Value,
    index_parts,
    is_from_data,
    is_symbolic,
    may_be_tensor,
    options,
)
from gnnlint.trace.variables import carry_along, variables_in


def read_bounds(
    machine: Machine, node: nodes.NodeNG, owner: Value, index: Value, state: State
) -> None:
    """Tensors as bounds of a slice of a tensor are read back as numbers."""
    if not may_be_tensor(owner):
        return
    for part in index_parts(index):
        if isinstance(part, Slice):
            for bound in (part.lower, part.upper):
                if may_be_tensor(bound):
                    machine.emit(
                        Kind.CONVERT, node, state, construct="slice", operands={"value": bound}
                    )


def read_back(machine: Machine, node: nodes.NodeNG, index: Value, state: State) -> None:
    """A tensor as the index of a Python sequence is read back as a number, and so is a size."""
    parts = [index.lower, index.upper] if isinstance(index, Slice) else [index]
    for part in parts:
        tensor = any(isinstance(it.value, Tensor) for it in options(part))
        if tensor or is_symbolic(part) or is_from_data(part):
            machine.emit(Kind.CONVERT, node, state, construct="index", operands={"value": part})


def look_up(machine: Machine, node: nodes.NodeNG, key: Value, state: State) -> None:
    """A key is asked for its value: a size is then fixed, and a number that was read from a tensor
    has none under ``fullgraph=True``."""
    parts = key.items if isinstance(key, Tuple) and key.items is not None else (key,)
    for part in parts:
        if is_symbolic(part) or is_from_data(part):
            machine.emit(Kind.CONVERT, node, state, construct="key", operands={"value": part})


def carry_positions(node: nodes.Subscript, owner: Value, state: State) -> None:
    """The numbers by which a tensor was indexed are known from then on."""
    if may_be_tensor(owner):
        named = variables_in(node.slice)
        carry_along([it for it in named if _is_position(state.names.get(it.name))], state)


def _is_position(value: Value | None) -> bool:
    return isinstance(value, Tensor) and value.scalar
