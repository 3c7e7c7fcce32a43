"""DropEdge in forward: in training the edges are masked, and the graph ends at the mask. (In
evaluation `dropout_edge` does nothing, and breaks nothing.)
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import dropout_edge

SAME_OUTPUT = True


class DropEdgeNet(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv1 = GraphConv(in_channels, hidden_channels)
        self.conv2 = GraphConv(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_index, _ = dropout_edge(edge_index, p=0.2, training=self.training)  # expect: GNN210
        x = self.conv1(x, edge_index).relu()
        return self.conv2(x, edge_index)


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
