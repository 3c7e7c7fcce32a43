"""The called function says nothing about `times`, so it must be a Tensor."""

import torch
from torch import Tensor

SAME_OUTPUT = True


def repeat(x, times):
    return x * times


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return repeat(x, 3)  # expect: GNN121


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
