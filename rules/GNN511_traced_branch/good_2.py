"""A trace calls what `torch.jit.script` has made, branches and all."""

import warnings

import torch
from torch import Tensor


@torch.jit.script
def pad(x: Tensor) -> Tensor:
    if x.size(0) < 4:
        return torch.nn.functional.pad(x, (0, 0, 0, 2))
    return x


def padded(x: Tensor) -> Tensor:
    return pad(x) + 1


def run() -> None:
    traced = torch.jit.trace(padded, (torch.ones(3, 2),))
    large = torch.ones(6, 2)
    if traced(large).shape != padded(large).shape:
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
