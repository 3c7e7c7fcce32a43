"""A list is one object for all calls: Python's defaults may be changed."""

from typing import List

import torch
from torch import Tensor


def total(x: Tensor, sizes: List[int] = [1, 2]) -> Tensor:  # expect: GNN120
    return x + len(sizes)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return total(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
