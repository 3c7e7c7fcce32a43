"""TopKPooling keeps a share of the nodes of each graph. How many that are, and which edges are left
between them, comes out of the data: three lines of the library end the graph.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, TopKPooling


class PoolNet(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, hidden_channels)
        self.pool = TopKPooling(hidden_channels, ratio=0.5)
        self.lin = torch.nn.Linear(hidden_channels, hidden_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        x, edge_index, _, batch, _, _ = self.pool(x, edge_index, batch=batch)  # expect: GNN207
        return self.lin(x)


def model() -> PoolNet:
    torch.manual_seed(0)
    return PoolNet(16, 32)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
