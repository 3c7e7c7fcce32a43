"""Neither have modules."""

from typing import Optional

import torch
from torch import Tensor


def part(x: Tensor, layer: Optional[torch.nn.Module] = None) -> Tensor:  # expect: GNN135
    return x


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return part(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
