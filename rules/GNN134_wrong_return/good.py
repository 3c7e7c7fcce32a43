"""Declared as what it returns."""

from typing import Tuple

import torch
from torch import Tensor

SAME_OUTPUT = True


def split(x: Tensor) -> Tuple[Tensor, Tensor]:
    return x, x


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return split(x)[0]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
