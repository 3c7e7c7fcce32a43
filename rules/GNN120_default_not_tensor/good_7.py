"""Annotated as optional."""

from typing import Optional

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def scale(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        if weight is not None:
            return x * weight
        return x

    def forward(self, x: Tensor) -> Tensor:
        return self.scale(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
