"""The trace of three rows is wrong for five, and nothing says so."""

import warnings

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "another result")


def weighted(x: Tensor) -> Tensor:
    weights = [1.0 / (row + 1) for row in range(x.size(0))]  # expect: GNN513
    return sum(weights) * x.sum(0)


def run() -> None:
    traced = torch.jit.trace(weighted, (torch.ones(3, 2),))  # expect: GNN514
    if not torch.equal(traced(torch.ones(5, 2)), weighted(torch.ones(5, 2))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
