"""An overload says what it takes; the implementation says nothing of it."""

import torch
from torch import Tensor


@torch.jit._overload
def twice(x):  # expect: GNN135
    ...


def twice(x):
    return x * 2


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return twice(x)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
