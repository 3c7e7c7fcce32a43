"""Tensors are stacked before they are summed."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return sum([x, x])  # expect: GNN137


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
