"""Defaults of overloads that are the implementation's in other words: values are compared."""

import torch
from torch import Tensor

HOPS = 4


@torch.jit._overload
def scale(x: Tensor, by: int = 4) -> Tensor: ...


@torch.jit._overload
def scale(x: int, by: int = 2 * 2) -> int: ...


def scale(x, by=HOPS):
    return x * by


@torch.jit._overload
def shift(x: Tensor, by: int = 0x4) -> Tensor: ...


def shift(x, by=4):
    return x + by


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return shift(scale(x)) + scale(2)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
