"""A generator of Python of its own: some of its methods are traced, this one is not."""

import random

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.random = random.Random(0)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        scale = self.random.gauss(1.0, 0.1)  # expect: GNN337
        return scale * self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
