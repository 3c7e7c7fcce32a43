"""`callable` is a builtin of Python that TorchScript has not."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + (not callable(x))  # expect: GNN127


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
