"""The trace is compared with traces of inputs of other sizes, before it is used."""

import torch
from torch import Tensor


def weighted(x: Tensor) -> Tensor:
    weights = 1.0 / (torch.arange(x.size(0)) + 1)
    return weights.sum() * x.sum(0)


def run() -> torch.nn.Module:
    return torch.jit.trace(weighted, (torch.ones(3, 2),), check_inputs=[(torch.ones(5, 2),)])
