"""Declared at the class; lists of one type; functions with a name; what is not used."""

from typing import List

import torch
from torch import Tensor


class Net(torch.nn.Module):
    seen: List[int]

    def __init__(self):
        super().__init__()
        self.seen = []
        self.sizes = [1, 2]
        self.names = {"a": 1}
        self.act = torch.relu
        self.unused = {1, 2}

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(x.size(0))
        return self.act(x) * self.sizes[0] + self.names["a"]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
