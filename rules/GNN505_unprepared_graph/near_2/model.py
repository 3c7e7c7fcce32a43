"""Between two sets of nodes there is no self-loop to add, and what GraphConv or SAGEConv leave out they
never had: `normalize` of SAGEConv speaks of its output.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GATConv, SAGEConv

from graphs import random_graph


class NodeClassifier(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SAGEConv(in_channels, hidden_channels, normalize=False)
        self.pool = GATConv((hidden_channels, hidden_channels), out_channels, add_self_loops=False)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        return self.pool((x, x[:10]), edge_index % 10)


def model() -> NodeClassifier:
    torch.manual_seed(0)
    return NodeClassifier(16, 32, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
