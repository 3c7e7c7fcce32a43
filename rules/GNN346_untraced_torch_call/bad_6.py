"""Blocks of a batch are laid into an array of zeros, which is made into a tensor by its class."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, adj: Tensor) -> Tensor:
        padded = torch.FloatTensor(np.zeros((2 * adj.size(0), adj.size(1))))  # expect: GNN346
        padded[: adj.size(0)] = adj
        return padded @ self.lin(x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.rand(n, n)) for n in (20, 30, 50)]
