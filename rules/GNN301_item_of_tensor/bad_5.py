"""A whole number that numpy computes from a width is known, and breaks the graph all the same."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.factor = 5

    def forward(self, x: Tensor) -> Tensor:
        count = self.factor * np.ceil(np.log(x.size(1))).astype("int").item()  # expect: GNN301
        return self.lin(x[:count])


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
