"""An attribute annotated outside `__init__`."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = 0

    def forward(self, x: Tensor) -> Tensor:
        self.seen: int = x.size(0)  # expect: GNN115
        return x + 1


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
