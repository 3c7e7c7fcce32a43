"""Layers in a list: one line breaks for all of them, and the loop makes the whole of forward run
uncompiled.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GCNConv

SAME_OUTPUT = True


class DeepGCN(torch.nn.Module):
    def __init__(self, channels: int, num_layers: int) -> None:
        super().__init__()
        self.convs = torch.nn.ModuleList()
        for _ in range(num_layers):
            self.convs.append(GCNConv(channels, channels))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        for conv in self.convs:
            x = conv(x, edge_index).relu()  # expect: GNN203
        return x


def model() -> DeepGCN:
    torch.manual_seed(0)
    return DeepGCN(16, 3)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
