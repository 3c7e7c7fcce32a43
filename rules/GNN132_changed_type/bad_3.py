"""Annotated as another type."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        scale: int = 0.5  # expect: GNN132
        return x * scale


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
