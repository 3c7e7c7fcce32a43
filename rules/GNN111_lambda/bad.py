"""Functions are no values in TorchScript, so a lambda cannot even be parsed."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        double = lambda t: t * 2  # expect: GNN111
        return double(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
