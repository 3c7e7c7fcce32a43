"""Pooling by a clustering that is there already still numbers the clusters anew."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, max_pool_x

SAME_OUTPUT = True


class ClusterNet(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, hidden_channels)

    def forward(self, x: Tensor, edge_index: Tensor, cluster: Tensor, batch: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        x, _ = max_pool_x(cluster, x, batch)  # expect: GNN207
        return x


def model() -> ClusterNet:
    torch.manual_seed(0)
    return ClusterNet(16, 32)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, ...]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    cluster = 3 * batch + torch.arange(num_nodes) % 3  # three clusters a graph
    return x, edge_index, cluster, batch


def inputs() -> list[tuple[Tensor, ...]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
