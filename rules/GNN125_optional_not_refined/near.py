"""Refined by a test, an assertion, `and`, an early return, a ternary."""

from typing import Optional

import torch
from torch import Tensor


def part(x: Tensor) -> Optional[Tensor]:
    return x


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = None

    def forward(self, x: Tensor) -> Tensor:
        a, b, c = part(x), part(x), part(x)
        assert a is not None
        if b is not None and b.dim() == 2:
            x = x + b
        x = x if c is None else x + c
        if self.weight is None:
            return x
        d = part(x)
        if d is None:
            d = x
        return x + a + d


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
