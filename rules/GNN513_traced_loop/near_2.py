"""Loops over what the module holds: a table has as many rows in each run."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("table", torch.rand(3, 4))
        self.weight = torch.nn.Parameter(torch.rand(2, 4))

    def forward(self, x: Tensor) -> Tensor:
        for row in self.table * 2:
            x = x + row
        for number in range(self.weight.size(0)):
            x = x * self.weight[number]
        return x


def run() -> None:
    net = Net()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        traced = torch.jit.trace(net, torch.ones(3, 4))
    if not torch.equal(traced(torch.ones(5, 4)), net(torch.ones(5, 4))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
