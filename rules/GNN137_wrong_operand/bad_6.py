"""Overloads that all take something else; items that no list of Tensors has."""

import torch
from torch import Tensor


@torch.jit._overload
def half(x: int) -> float: ...


@torch.jit._overload
def half(x: Tensor) -> Tensor:
    ...


def half(x):
    return x / 2


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def by_overload(self, x: str) -> Tensor:
        return half(x)  # expect: GNN137

    @torch.jit.export
    def contains(self, x: Tensor) -> bool:
        return 1 in x  # expect: GNN137

    @torch.jit.export
    def among(self, x: Tensor) -> bool:
        return x in (x, x)  # expect: GNN137

    @torch.jit.export
    def summed(self, x: Tensor, dim: Tensor) -> Tensor:
        return x.sum(dim)  # expect: GNN137

    @torch.jit.export
    def ranged(self, x: Tensor) -> Tensor:
        for index in range(1, 2, 3, 4):  # expect: GNN137
            x = x + index
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
