"""An Optional has no truth."""

from typing import Optional

import torch
from torch import Tensor


def part(x: Tensor) -> Optional[int]:
    return x.size(0)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if part(x):  # expect: GNN125
            x = x + 1
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
