"""`scatter` needs the number of rows of its result. Left to itself it reads the largest index
back from the device, and the graph ends there.
"""

import torch
from torch import Tensor
from torch_geometric.utils import scatter

SAME_OUTPUT = True


class NeighborMean(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(2 * in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        graph = scatter(x, batch, dim=0, reduce="mean")  # expect: GNN202
        return self.lin(torch.cat([x, graph[batch]], dim=-1))


def model() -> NeighborMean:
    torch.manual_seed(0)
    return NeighborMean(16, 8)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
