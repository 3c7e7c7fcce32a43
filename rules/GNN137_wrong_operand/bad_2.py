"""A float where an int is declared."""

import torch
from torch import Tensor


def repeat(x: Tensor, times: int) -> Tensor:
    return x * times


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return repeat(x, x.size(0) / 2)  # expect: GNN137


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
