"""Modules in a plain list are no submodules."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [torch.nn.ReLU(), torch.nn.ReLU()]

    def forward(self, x: Tensor) -> Tensor:
        return self.layers[0](x)  # expect: GNN131


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
