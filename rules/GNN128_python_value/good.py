"""A constant of the class."""

from typing import Final

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    scale: Final[float]

    def __init__(self):
        super().__init__()
        self.scale = 2.0

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
