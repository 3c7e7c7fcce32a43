"""Declared as a Tensor, returned as two."""

import torch
from torch import Tensor

SAME_OUTPUT = True


def split(x: Tensor) -> Tensor:
    return x, x  # expect: GNN134


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return split(x)[0]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
