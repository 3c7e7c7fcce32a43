"""Self-loops need no transform: whatever may add them, in any file of the project, is enough."""

import torch
from torch import Tensor
from torch_geometric.nn import GCNConv

from graphs import random_graph


class NodeClassifier(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GCNConv(in_channels, hidden_channels, add_self_loops=False)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        return self.lin(x)


def model() -> NodeClassifier:
    torch.manual_seed(0)
    return NodeClassifier(16, 32, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
