"""A function of the module."""

import torch
from torch import Tensor

SAME_OUTPUT = True


def double(t: Tensor) -> Tensor:
    return t * 2


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return double(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
