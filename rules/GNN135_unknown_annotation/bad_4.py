"""torch reads every comment that begins like a type comment as the one of the function."""

from typing import List

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        outs: List[Tensor] = []  # type: ignore[assignment, misc]  # expect: GNN135
        outs.append(x)
        return outs[0]


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(3),)]
