"""A submodule is a called function too."""

import torch
from torch import Tensor


class Scale(torch.nn.Module):
    def forward(self, x, factor):
        return x * factor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Scale()

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x, 0.5)  # expect: GNN121


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
