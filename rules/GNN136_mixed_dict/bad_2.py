"""Keys of two types."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = {"a": x, 1: x}  # expect: GNN136
        return x + len(parts)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
