"""`**` of a size is an operation of the trace."""

import warnings

import torch
from torch import Tensor


def scaled(x: Tensor) -> Tensor:
    return x / x.size(0) ** 0.5


def run() -> None:
    traced = torch.jit.trace(scaled, (torch.rand(3, 2),))
    x = torch.rand(7, 2)
    if not torch.allclose(traced(x), scaled(x)):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
