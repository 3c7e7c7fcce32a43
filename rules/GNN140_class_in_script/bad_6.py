"""The members of an Enum are of one type."""

import enum

import torch
from torch import Tensor


class Mode(enum.Enum):
    SUM = 1
    MEAN = "mean"


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        mode = Mode.SUM  # expect: GNN140
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
