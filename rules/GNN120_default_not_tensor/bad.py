"""TorchScript does not look at the default to find the type."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x, times=2):  # expect: GNN120
        return x * times


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
