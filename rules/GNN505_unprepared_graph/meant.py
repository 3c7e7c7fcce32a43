"""What both bad examples were meant to compute: the layer as it is by default."""

import torch
from torch import Tensor
from torch_geometric.nn import GCNConv


class NodeClassifier(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GCNConv(in_channels, hidden_channels)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        return self.lin(x)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    source = torch.randint(num_nodes, (num_edges,))
    target = (source + torch.randint(1, num_nodes, (num_edges,))) % num_nodes  # another node
    return x, torch.stack([source, target])


def model() -> NodeClassifier:
    torch.manual_seed(0)
    return NodeClassifier(16, 32, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
