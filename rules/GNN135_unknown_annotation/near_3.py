"""Overloads, annotations of attributes, classes in `isinstance` that have types."""

import enum
from collections.abc import Callable

import torch
from torch import Tensor


class Mode(enum.Enum):
    SUM = 1
    MEAN = 2


@torch.jit._overload
def twice(x: int) -> int: ...


@torch.jit._overload
def twice(x: Tensor) -> Tensor:
    ...


def twice(x):
    return x * 2


class Net(torch.nn.Module):
    sizes: list[int]
    weight: torch.nn.Parameter
    mode: Mode
    act: Callable[[Tensor], Tensor]
    unused: torch.nn.Module

    def __init__(self) -> None:
        super().__init__()
        self.sizes = []
        self.weight = torch.nn.Parameter(torch.ones(3))
        self.mode = Mode.SUM
        self.act = torch.nn.functional.relu

    def forward(self, x: Tensor) -> Tensor:
        if isinstance(x, Tensor) and not isinstance(x, (int, list)):
            x = twice(x) * self.weight * twice(2)
        if self.mode == Mode.SUM:
            x = x + len(self.sizes)
        return self.act(x)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
