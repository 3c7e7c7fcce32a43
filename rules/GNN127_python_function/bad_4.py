"""A set made of a list."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + len(set([1, 2]))  # expect: GNN127


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
