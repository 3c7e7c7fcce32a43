"""What a function returns may be None."""

from typing import Optional

import torch
from torch import Tensor


def part(x: Tensor) -> Optional[Tensor]:
    return x


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + part(x)  # expect: GNN125


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
