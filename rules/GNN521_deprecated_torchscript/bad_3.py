"""Tracing warns as well."""

import torch
from torch import Tensor

EXPECT = ("DeprecationWarning", "`torch.jit.trace` is deprecated")


def doubled(x: Tensor) -> Tensor:
    return x * 2


def run() -> Tensor:
    return torch.jit.trace(doubled, torch.ones(3))(torch.ones(3))  # expect: GNN521
