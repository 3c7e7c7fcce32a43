"""A test of a size is one as well: of another number of nodes the traced module is wrong."""

import warnings

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "another result")


def pad(x: Tensor) -> Tensor:
    if x.size(0) < 4:  # expect: GNN511
        return torch.nn.functional.pad(x, (0, 0, 0, 2))
    return x


def run() -> None:
    traced = torch.jit.trace(pad, (torch.ones(3, 2),))  # expect: GNN514
    large = torch.ones(6, 2)
    if traced(large).shape != pad(large).shape:
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
