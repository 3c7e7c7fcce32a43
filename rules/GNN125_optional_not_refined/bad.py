"""The attribute may be None; a test of the attribute itself says nothing of its type."""

from typing import Optional

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    weight: Optional[Tensor]

    def __init__(self):
        super().__init__()
        self.weight = torch.ones(3)

    def forward(self, x: Tensor) -> Tensor:
        if self.weight is not None:
            x = x * self.weight  # expect: GNN125
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
