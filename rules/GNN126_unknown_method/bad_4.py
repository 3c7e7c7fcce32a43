"""How a Tensor came to be; what tuples and NamedTuples have in Python."""

from typing import NamedTuple

import torch
from torch import Tensor


class Pair(NamedTuple):
    x: Tensor
    weight: int


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def derived(self, x: Tensor) -> bool:
        return x.grad_fn is None  # expect: GNN126

    @torch.jit.export
    def counted(self, x: Tensor) -> int:
        return (1, 2).count(1)  # expect: GNN126

    @torch.jit.export
    def replaced(self, x: Tensor) -> Tensor:
        return Pair(x, 1)._replace(weight=2).x  # expect: GNN126


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
