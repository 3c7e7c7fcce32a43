"""GATConv removes the self-loops, with the edge features they have, and adds new ones."""

import torch
from torch import Tensor
from torch_geometric.nn import GATConv

SAME_OUTPUT = True


class Attention(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int, edge_dim: int) -> None:
        super().__init__()
        self.conv = GATConv(in_channels, out_channels, heads=2, edge_dim=edge_dim)

    def forward(self, x: Tensor, edge_index: Tensor, edge_attr: Tensor) -> Tensor:
        return self.conv(x, edge_index, edge_attr).relu()  # expect: GNN203


def model() -> Attention:
    torch.manual_seed(0)
    return Attention(16, 8, 4)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    edge_attr = torch.randn(num_edges, 4)
    return x, edge_index, edge_attr


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
