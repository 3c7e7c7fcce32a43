"""Optional parameters by name."""

from typing import Optional

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        if weight is not None:
            x = x * weight
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
