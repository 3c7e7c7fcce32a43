"""Functions of `math` take the size of the example as a float."""

import math

import torch
from torch import Tensor

EXPECT = ("TracerWarning", "Converting a tensor to a Python float")


def scaled(x: Tensor) -> Tensor:
    return x / math.sqrt(x.size(0))  # expect: GNN512


def run() -> torch.nn.Module:
    return torch.jit.trace(scaled, (torch.rand(3, 2),))  # expect: GNN514
