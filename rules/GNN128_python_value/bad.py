"""A number of the module's own scope is no constant to the compiler."""

import torch
from torch import Tensor

SAME_OUTPUT = True


SCALE = 2.0


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * SCALE  # expect: GNN128


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
