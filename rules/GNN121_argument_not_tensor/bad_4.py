"""A tuple."""

import torch
from torch import Tensor


def first(pair):
    return pair[0]


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return first((x, x + 1))  # expect: GNN121


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
