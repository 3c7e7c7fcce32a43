"""Accepted: generator expressions, plain and dictionary comprehensions, `del` of one item,
f-strings.
"""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        sizes = [1, 2, 3]
        del sizes[1]
        table = {i: i + 1 for i in sizes}
        assert x.dim() == 2, f"{x.dim()} dimensions"
        return x * sum(i for i in sizes) * table[3]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
