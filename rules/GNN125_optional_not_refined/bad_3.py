"""`or` does not refine: the right side runs where the left is false."""

from typing import Optional

import torch
from torch import Tensor


def part(x: Tensor) -> Optional[Tensor]:
    return x


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = part(x)
        if y is not None or x.dim() == 3:
            x = x + y  # expect: GNN125
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
