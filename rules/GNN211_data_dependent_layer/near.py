"""Layers that look alike and are clean."""

import torch
from torch import Tensor
from torch_geometric.nn import (
    CGConv,
    FastRGCNConv,
    FiLMConv,
    GENConv,
    LEConv,
    PNAConv,
    ResGatedGraphConv,
    RGATConv,
    WLConvContinuous,
)


class Mixture(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        degrees = torch.tensor([0, 3, 5, 2])
        self.wl = WLConvContinuous()
        self.fast = FastRGCNConv(channels, channels, 3)
        self.rgat = RGATConv(channels, channels, 3)
        self.pna = PNAConv(channels, channels, ["mean", "max"], ["identity"], degrees)
        self.gen = GENConv(channels, channels)
        self.film = FiLMConv(channels, channels)
        self.le = LEConv(channels, channels)
        self.cg = CGConv(channels)
        self.gated = ResGatedGraphConv(channels, channels)

    def forward(self, x: Tensor, edge_index: Tensor, edge_type: Tensor) -> Tensor:
        x = self.wl(x, edge_index)
        x = self.fast(x, edge_index, edge_type) + self.rgat(x, edge_index, edge_type)
        x = self.pna(x, edge_index) + self.gen(x, edge_index) + self.film(x, edge_index)
        return self.le(x, edge_index) + self.cg(x, edge_index) + self.gated(x, edge_index)


def model() -> Mixture:
    torch.manual_seed(0)
    return Mixture(16)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_type = torch.randint(3, (num_edges,))
    return x, edge_index, edge_type


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
