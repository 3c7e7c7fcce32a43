"""Making the graph undirected in forward coalesces the edges, and that branches on the data."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import to_undirected

SAME_OUTPUT = True


class Symmetric(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_index = to_undirected(edge_index, num_nodes=x.size(0))  # expect: GNN210
        return self.conv(x, edge_index).relu()


def model() -> Symmetric:
    torch.manual_seed(0)
    return Symmetric(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
