"""The value of a variable of the module is a default like any other."""

import torch
from torch import Tensor

TIMES = 2


def several(x, times=TIMES):  # expect: GNN120
    return x * times


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return several(x)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
