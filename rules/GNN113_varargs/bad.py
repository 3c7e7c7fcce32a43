"""The number of arguments of a compiled function is fixed."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor, **kwargs) -> Tensor:  # expect: GNN113
        return x


def model():
    return Net()


def inputs():
    return [(torch.ones(2, 3),)]
