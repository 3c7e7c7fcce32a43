"""A local variable, tested, is a Tensor."""

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
        weight = self.weight
        if weight is not None:
            x = x * weight
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
