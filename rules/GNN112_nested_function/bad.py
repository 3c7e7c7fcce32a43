"""Closures are no values in TorchScript."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        def double(t: Tensor) -> Tensor:  # expect: GNN112
            return t * 2

        return double(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
