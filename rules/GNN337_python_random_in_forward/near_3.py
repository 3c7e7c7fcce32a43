"""Numbers that are drawn before anything is compiled, and those of a generator that is traced."""

import random

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

ROUNDS = random.randint(2, 3)


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.rows = random.randint(4, 8)
        self.scale = random.random()
        self.random = random.Random(0)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x[: self.rows], edge_index % self.rows)
        if self.rows > 3 and self.scale > 0 and ROUNDS > 0:
            out = out * self.scale
        for _ in range(ROUNDS):
            out = out.relu()
        return out * self.random.uniform(0.5, 1.5) + self.random.randint(1, 3)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
