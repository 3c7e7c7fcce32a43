"""A link predictor that draws its own negative edges does so in Python."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import negative_sampling


class LinkPredictor(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, hidden_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        z = self.conv(x, edge_index)
        negative = negative_sampling(edge_index, x.size(0))  # expect: GNN210
        return (z[negative[0]] * z[negative[1]]).sum(dim=-1).sigmoid().mean()


def model() -> LinkPredictor:
    torch.manual_seed(0)
    return LinkPredictor(16, 32)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
