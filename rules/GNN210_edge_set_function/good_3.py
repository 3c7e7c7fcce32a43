"""Drawn by the loader, negative edges are an input like any other."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import negative_sampling

OTHER_OUTPUT = "other negative edges are drawn"


class LinkPredictor(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, hidden_channels)

    def forward(self, x: Tensor, edge_index: Tensor, negative: Tensor) -> Tensor:
        z = self.conv(x, edge_index)
        return (z[negative[0]] * z[negative[1]]).sum(dim=-1).sigmoid().mean()


def model() -> LinkPredictor:
    torch.manual_seed(0)
    return LinkPredictor(16, 32)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index, negative_sampling(edge_index, num_nodes)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
