"""With `max_num_nodes` it gets worse: `to_dense_adj` asks whether any edge lies beyond the bound, a
branch on data that no mode captures.
"""

import torch
from torch import Tensor
from torch_geometric.utils import to_dense_adj

SAME_OUTPUT = True


class PairBias(torch.nn.Module):
    def __init__(self, channels: int, max_num_nodes: int) -> None:
        super().__init__()
        self.max_num_nodes = max_num_nodes
        self.lin = torch.nn.Linear(max_num_nodes, channels)

    def forward(
        self, edge_index: Tensor, edge_weight: Tensor, batch: Tensor, ptr: Tensor
    ) -> Tensor:
        adj = to_dense_adj(edge_index, batch, edge_weight, self.max_num_nodes)  # expect: GNN206
        return self.lin(adj).relu()


def model() -> PairBias:
    torch.manual_seed(0)
    return PairBias(8, 12)


def random_batch(
    num_nodes: int, num_edges: int, num_graphs: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    ptr = torch.cat([torch.zeros(1, dtype=torch.long), batch.bincount().cumsum(0)])
    source = torch.randint(num_nodes, (num_edges,))
    edge_index = torch.stack([source, ptr[batch[source]]])  # to the first node of the same graph
    return edge_index, torch.rand(num_edges), batch, ptr


def inputs() -> list[tuple[Tensor, Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
