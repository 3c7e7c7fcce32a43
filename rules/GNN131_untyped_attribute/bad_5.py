"""Annotations in `__init__` are not read: only those of the class are."""

from typing import List

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.seen: List[int] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(x.size(0))  # expect: GNN131
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
