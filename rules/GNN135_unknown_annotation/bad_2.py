"""Functions have no type."""

from typing import Callable, Optional

import torch
from torch import Tensor


def apply(x: Tensor, act: Optional[Callable] = None) -> Tensor:  # expect: GNN135
    return x


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return apply(x, None)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
