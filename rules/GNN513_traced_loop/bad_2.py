"""Walking over a tensor takes its rows apart, as many as the example has."""

import torch
from torch import Tensor

EXPECT = ("TracerWarning", "Iterating over a tensor")


def totals(x: Tensor) -> Tensor:
    return torch.stack([row.sum() for row in x])  # expect: GNN513


def run() -> torch.nn.Module:
    return torch.jit.trace(totals, (torch.ones(3, 2),))  # expect: GNN514
