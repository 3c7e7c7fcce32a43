"""Buffers, parameters and constants are the same in each run of the trace: only the example is
another one. torch warns of them as well.
"""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("keep", torch.tensor([True, False, True]))
        self.scale = torch.nn.Parameter(torch.ones(3))
        self.table = torch.rand(2, 3)

    def scaled(self, x: Tensor) -> Tensor:
        if self.keep.any():
            x = x * self.keep
        if (self.scale * 2).sum() > 0 and torch.arange(3).sum() > 1:
            x = x * self.scale
        rest = torch.cat([self.table, self.table[:1]])
        if rest.mean() > 0.1 or rest.max().item() > 2:
            x = x + rest[0]
        return x if torch.zeros_like(x).sum() == 0 else x + 1


def run() -> None:
    net = Net()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        traced = torch.jit.trace_module(net, {"scaled": torch.ones(2, 3)})
    other = -torch.ones(5, 3)
    if not torch.equal(traced.scaled(other), net.scaled(other)):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
