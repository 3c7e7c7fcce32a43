"""A list of ints."""

from typing import List

import torch
from torch import Tensor

SAME_OUTPUT = True


def total(x: Tensor, sizes: List[int]) -> Tensor:
    return x + len(sizes)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return total(x, [1, 2])


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
