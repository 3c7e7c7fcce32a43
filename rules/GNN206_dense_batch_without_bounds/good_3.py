"""The position of a node in its graph is its number less that of the graph's first node, which
`data.ptr` holds; `ptr` also has the number of graphs in its shape.
"""

import torch
from torch import Tensor

SAME_OUTPUT = True


class PairBias(torch.nn.Module):
    def __init__(self, channels: int, max_num_nodes: int) -> None:
        super().__init__()
        self.max_num_nodes = max_num_nodes
        self.lin = torch.nn.Linear(max_num_nodes, channels)

    def forward(
        self, edge_index: Tensor, edge_weight: Tensor, batch: Tensor, ptr: Tensor
    ) -> Tensor:
        source, target = edge_index[0], edge_index[1]
        first = ptr[batch[source]]
        adj = edge_weight.new_zeros(ptr.size(0) - 1, self.max_num_nodes, self.max_num_nodes)
        position = (batch[source], source - first, target - first)
        adj = adj.index_put(position, edge_weight, accumulate=True)
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
