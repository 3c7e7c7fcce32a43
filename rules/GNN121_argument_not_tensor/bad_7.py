"""A method of a class is a function, and `self` its first Tensor."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def halved(self, x):
        return x / 2

    @torch.jit.export
    def called(self, x: Tensor) -> Tensor:
        return Net.halved(self, x)  # expect: GNN121


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
