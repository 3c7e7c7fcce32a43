"""The output of a pooling layer has one row per graph, and without `size` the layer finds out how
many graphs there are by reading `batch.max()` back. The compiled graph ends there, and a second
one starts behind the pooling.
"""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv, global_mean_pool

SAME_OUTPUT = True


class GraphClassifier(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SAGEConv(in_channels, hidden_channels)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        x = global_mean_pool(x, batch)  # expect: GNN201
        return self.lin(x)


def model() -> GraphClassifier:
    torch.manual_seed(0)
    return GraphClassifier(16, 32, 4)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
