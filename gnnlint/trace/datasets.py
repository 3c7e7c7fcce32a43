"""What the datasets and loaders of torch_geometric hold and yield."""

from __future__ import annotations

from gnnlint.trace.heap import Instance
from gnnlint.trace.value import Opaque

_GRAPH = "torch_geometric.data.Data"
_BATCH = "torch_geometric.data.Batch"

_LOADERS = {
    "torch_geometric.loader.DataLoader": _BATCH,
    "torch_geometric.data.DataLoader": _BATCH,
    **{
        f"torch_geometric.loader.{name}": _GRAPH
        for name in """DenseDataLoader NeighborLoader LinkNeighborLoader NodeLoader LinkLoader
        ClusterLoader GraphSAINTNodeSampler GraphSAINTEdgeSampler GraphSAINTRandomWalkSampler
        ShaDowKHopSampler""".split()
    },
}

_BASES = frozenset(
    f"torch_geometric.data.{name}" for name in ("Dataset", "InMemoryDataset", "OnDiskDataset")
)
_DATASETS = ("torch_geometric.datasets.", "ogb.nodeproppred.Pyg", "ogb.linkproppred.Pyg",
             "ogb.graphproppred.Pyg")  # fmt: skip


def is_dataset(thing: Instance) -> bool:
    """Whether an object is a dataset of graphs, of a library or of the project."""
    kind = thing.library_class or ""
    return kind in _BASES or kind.startswith(_DATASETS)


def yielded(thing: Instance) -> Opaque | None:
    """What a loader or a dataset yields; None for other objects.

    It is presumed: of heterogeneous graphs they yield something else.
    """
    kind = _GRAPH if is_dataset(thing) else _LOADERS.get(thing.library_class or "")
    return Opaque(kind, assumed=True) if kind is not None else None
