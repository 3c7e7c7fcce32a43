"""NamedTuples, TorchScript classes, exceptions."""

from typing import NamedTuple

import torch
from torch import Tensor


class Pair(NamedTuple):
    first: Tensor
    second: Tensor


@torch.jit.script
class Scale:
    def __init__(self, value: int):
        self.value = value


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.dim() == 3:
            raise ValueError("too deep")
        pair = Pair(x, x)
        return pair.first + Scale(2).value


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
