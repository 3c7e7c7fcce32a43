"""A helper with `**kwargs` fails all that calls it."""

import torch
from torch import Tensor


def scale(x: Tensor, **kwargs) -> Tensor:  # expect: GNN113
    return x * 2


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return scale(x, factor=2.0)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
