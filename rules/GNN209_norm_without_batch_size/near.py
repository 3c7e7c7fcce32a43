"""Norms that work node by node, and norms over the one graph there is."""

import torch
from torch import Tensor
from torch_geometric.nn import BatchNorm, DiffGroupNorm, GraphNorm, LayerNorm, PairNorm


class Norms(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.by_node = LayerNorm(channels, mode="node")
        self.by_graph = GraphNorm(channels)
        self.by_channel = BatchNorm(channels)
        self.by_group = DiffGroupNorm(channels, 4)
        self.by_pair = PairNorm()

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        x = self.by_node(x, batch)
        x = self.by_graph(x)
        x = self.by_channel(x)
        x = self.by_group(x)
        return self.by_pair(x, batch, num_graphs)


def model() -> Norms:
    torch.manual_seed(0)
    return Norms(16)


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    sizes = ((24, 3), (40, 4), (31, 5))
    return [(torch.randn(n, 16), torch.arange(n) * b // n, b) for n, b in sizes]
