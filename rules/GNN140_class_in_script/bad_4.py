"""A Tensor that all tuples of a class share by default could change under their hands."""

from typing import NamedTuple

import torch
from torch import Tensor


class Pair(NamedTuple):
    x: Tensor
    weight: Tensor = torch.ones(1)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return Pair(x).x + 1  # expect: GNN140


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(3),)]
