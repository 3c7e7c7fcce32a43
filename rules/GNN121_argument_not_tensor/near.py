"""Annotated, a Tensor, an optional after its test, a Tensor where a number is declared."""

from typing import Optional

import torch
from torch import Tensor


def scale(x, weight):
    return x * weight


def repeat(x: Tensor, times: float) -> Tensor:
    return x * times


class Net(torch.nn.Module):
    def forward(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        if weight is not None:
            x = scale(x, weight)
        return repeat(scale(x, x), x.sum())


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
