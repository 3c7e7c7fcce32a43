"""Evaluation, a probability of zero, dropping features instead of edges."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import dropout_edge, dropout_node, mask_feature, shuffle_node


class Augmented(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_index, _ = dropout_edge(edge_index, p=0.2, training=False)
        edge_index, _ = dropout_edge(edge_index, p=0.0, training=self.training)
        edge_index, _, _ = dropout_node(edge_index, num_nodes=x.size(0), training=False)
        x, _ = mask_feature(x, p=0.2, training=self.training)
        x, _ = shuffle_node(x, training=self.training)
        return self.conv(x, edge_index)


def model() -> Augmented:
    torch.manual_seed(0)
    return Augmented(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
