"""A dataclass: its `__init__` has no source."""

import dataclasses

import torch
from torch import Tensor


@dataclasses.dataclass
class Scale:
    value: float


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * Scale(2.0).value  # expect: GNN140


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
