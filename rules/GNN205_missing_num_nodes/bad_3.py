"""Sorted edges for an order-aware aggregation: without `num_nodes` not even fullgraph takes it."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import sort_edge_index

SAME_OUTPUT = True


class SortedConv(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_index = sort_edge_index(edge_index, sort_by_row=False)  # expect: GNN205
        return self.conv(x, edge_index)


def model() -> SortedConv:
    torch.manual_seed(0)
    return SortedConv(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
