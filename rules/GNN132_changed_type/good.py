"""Declared as what it may be."""

from typing import Optional

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y: Optional[Tensor] = None
        if x.dim() == 2:
            y = x * 2
        return x if y is None else y


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
