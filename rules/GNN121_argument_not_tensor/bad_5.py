"""An optional that was not tested for None."""

from typing import Optional

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def scale(self, x, weight):
        return x * weight

    def forward(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        return self.scale(x, weight)  # expect: GNN121


def model():
    return Net()


def inputs():
    return [(torch.ones(2, 3), torch.full((2, 3), 2.0))]
