"""An empty list, and a class that is no module."""

import torch
from torch import Tensor


class Options:
    __constants__ = ["factor"]
    factor = 3


class Net(torch.nn.Module):
    __constants__: list[str] = []

    def forward(self, x: Tensor) -> Tensor:
        return x * 3


def run() -> torch.nn.Module:
    assert Options.factor == 3
    return torch.jit.script(Net())
