"""Loops over ranges and lists may be left; modules, tuples, Tensors are looped over."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        for i in range(5):
            if i == 3:
                break
            x = x + i
        for value in [1, 2]:
            if value == 2:
                continue
            x = x + value
        for layer in self.layers:
            x = layer(x)
        for part in (x, x + 1):
            x = x + part
        for row in x.view(2, 3):
            x = x + row.sum()
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
