"""What itertools makes is no list."""

import itertools

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        for i in itertools.chain([1], [2]):  # expect: GNN127
            x = x + i
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
