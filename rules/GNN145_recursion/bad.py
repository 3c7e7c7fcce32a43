"""TorchScript inlines functions into each other."""

import torch
from torch import Tensor

SAME_OUTPUT = True


def grow(x: Tensor, times: int) -> Tensor:
    return x if times == 0 else grow(x + 1, times - 1)  # expect: GNN145


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return grow(x, 2)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
