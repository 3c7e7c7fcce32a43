"""A variable annotated before it has a value."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        scale: float  # expect: GNN115
        scale = 2.0
        return x * scale


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
