"""`Final` stands at the attribute, with its type."""

from typing import Final

import torch
from torch import Tensor


class Net(torch.nn.Module):
    factor: Final[int]

    def __init__(self) -> None:
        super().__init__()
        self.factor = 3

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def run() -> torch.nn.Module:
    return torch.jit.script(Net())
