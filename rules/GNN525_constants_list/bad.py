"""A list of names, which nothing holds against the attributes. The compiled code is the same."""

import warnings
from typing import Final

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "the same code")


class Net(torch.nn.Module):
    __constants__ = ["factor"]  # expect: GNN525

    def __init__(self) -> None:
        super().__init__()
        self.factor = 3

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


class Marked(torch.nn.Module):
    factor: Final[int]

    def __init__(self) -> None:
        super().__init__()
        self.factor = 3

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def run() -> None:
    texts = [torch.jit.script(it()).code.replace(it.__name__, "") for it in (Net, Marked)]
    if texts[0] == texts[1]:
        warnings.warn("the same code", RuntimeWarning, stacklevel=1)
