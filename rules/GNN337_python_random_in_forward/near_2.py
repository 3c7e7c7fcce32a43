"""Arrays drawn by numpy, and numbers drawn by Python between constants, are traced."""

import random

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        noise = torch.from_numpy(np.random.normal(size=32)) + torch.from_numpy(np.random.rand(32))
        pick = torch.from_numpy(np.random.randint(0, 5, 32))
        np.random.seed(0)
        scale = random.uniform(0.5, 1.5) + random.randint(1, 3) * x[0, 0]
        return scale * self.conv(x, edge_index) + noise + pick


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
