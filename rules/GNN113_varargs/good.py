"""Optional parameters by name."""

from typing import Optional

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        if weight is not None:
            x = x * weight
        return x


def model():
    return Net()


def inputs():
    return [(torch.ones(2, 3),)]
