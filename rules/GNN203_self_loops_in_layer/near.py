"""Layers that add no self-loops: by nature, because they are told not to, or because they do not
normalise (GCNConv's `add_self_loops=None` follows `normalize`).
"""

import torch
from torch import Tensor
from torch_geometric.nn import (
    APPNP,
    AGNNConv,
    ARMAConv,
    GCNConv,
    GINConv,
    GraphConv,
    SAGEConv,
    TAGConv,
    TransformerConv,
)


class Mixture(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gcn = GCNConv(channels, channels, normalize=False)
        self.appnp = APPNP(2, 0.1, 0.0, False, False)
        self.agnn = AGNNConv(add_self_loops=False)
        self.sage = SAGEConv(channels, channels)
        self.graph = GraphConv(channels, channels)
        self.gin = GINConv(torch.nn.Linear(channels, channels))
        self.tag = TAGConv(channels, channels)
        self.arma = ARMAConv(channels, channels)
        self.transformer = TransformerConv(channels, channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.gcn(x, edge_index).relu()
        x = self.appnp(x, edge_index)
        x = self.agnn(x, edge_index) + self.sage(x, edge_index) + self.graph(x, edge_index)
        x = self.gin(x, edge_index) + self.tag(x, edge_index) + self.arma(x, edge_index)
        return self.transformer(x, edge_index)


def model() -> Mixture:
    torch.manual_seed(0)
    return Mixture(16)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
