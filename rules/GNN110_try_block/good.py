"""Ask before instead of catching after."""

from typing import Optional

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        if weight is None:
            return x
        return x * weight


def model():
    return Net()


def inputs():
    return [(torch.ones(2, 3), torch.full((2, 3), 2.0))]
