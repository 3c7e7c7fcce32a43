"""A weight of zero drops a message as surely as a missing edge does, and keeps every shape. Dropout
scales the other weights up, by 1 / (1 - p), which DropEdge does not.
"""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch_geometric.nn import GraphConv


class DropEdgeNet(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv1 = GraphConv(in_channels, hidden_channels)
        self.conv2 = GraphConv(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        weight = F.dropout(x.new_ones(edge_index.size(1)), p=0.2, training=self.training)
        x = self.conv1(x, edge_index, weight).relu()
        return self.conv2(x, edge_index, weight)


def model() -> DropEdgeNet:
    torch.manual_seed(0)
    return DropEdgeNet(16, 32, 4)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
