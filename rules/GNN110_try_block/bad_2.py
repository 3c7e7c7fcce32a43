"""A method or a function that `forward` calls is compiled with it."""

import torch
from torch import Tensor


def scale(x: Tensor) -> Tensor:
    try:  # expect: GNN110
        return x / x.max()
    finally:
        pass


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return scale(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
