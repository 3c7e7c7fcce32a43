"""The frontend rejects every `try`, also one that never catches anything."""

from typing import Optional

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor, weight: Optional[Tensor] = None) -> Tensor:
        try:  # expect: GNN110
            return x * weight
        except TypeError:
            return x


def model():
    return Net()


def inputs():
    return [(torch.ones(2, 3), torch.full((2, 3), 2.0))]
