"""Batches: what graph objects that a script makes are collated to."""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace.attributes import of_data
from gnnlint.trace.bound import Bound
from gnnlint.trace.heap import Instance
from gnnlint.trace.iteration import DATA_CLASSES, HETERO, every_item, items_of
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import DType, Opaque, Option, Ref, Tensor, Value

BATCH = "torch_geometric.data.Batch"


def collate(machine: Machine, node: nodes.NodeNG, graphs: Value, state: State) -> Value:
    """``Batch.from_data_list(graphs)``: each tensor of the graphs, one after the other.

    Only what every graph has is known of the batch; all else it holds goes by its name.
    """
    things = [
        state.heap.get(it.key) if isinstance(it, Ref) else None
        for it in every_item(*items_of(machine, node, graphs, state))
    ]
    made = [it for it in things if isinstance(it, Instance) and it.kind in DATA_CLASSES]
    if not made or len(made) < len(things):
        return Opaque(BATCH)
    if any(it.kind == HETERO for it in made):
        return Opaque(HETERO)
    names = set.intersection(*(set(it.attributes) for it in made))
    held = {name: unite(Option(it.attributes[name]) for it in made) for name in sorted(names)}
    tensors = {name: _joined(name, it) for name, it in held.items() if isinstance(it, Tensor)}
    return machine.allocate(state, Instance(BATCH, Bound(complete=False), attributes=tensors))


def _joined(name: str, value: Tensor) -> Tensor:
    usual = of_data(Opaque(BATCH), BATCH, name)
    if not isinstance(usual, Tensor):
        return Tensor(value.dtype, value.layout, role="input", rank=value.rank or None)
    dtype = usual.dtype if value.dtype is DType.UNKNOWN else value.dtype
    return Tensor(
        dtype, value.layout, role="input", varying_dims=usual.varying_dims, rank=usual.rank
    )
