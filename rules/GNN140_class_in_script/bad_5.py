"""Enums are not called; objects have the operators that their class defines."""

import enum

import torch
from torch import Tensor


class Mode(enum.Enum):
    SUM = 1
    MEAN = 2


class Scale:
    def __init__(self, value: int):
        self.value = value


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def of_value(self, x: Tensor) -> Tensor:
        mode = Mode(1)  # expect: GNN140
        return x

    @torch.jit.export
    def of_name(self, x: Tensor) -> Tensor:
        if Mode.MAX == Mode.SUM:  # expect: GNN140
            return x
        return x + 1

    @torch.jit.export
    def added(self, x: Tensor) -> Tensor:
        total = Scale(1) + Scale(2)  # expect: GNN140
        return x

    @torch.jit.export
    def deleted(self, x: Tensor) -> Tensor:
        scale = Scale(1)
        del scale[0]  # expect: GNN140
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
