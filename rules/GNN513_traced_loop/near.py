"""Loops over layers, over a fixed number, over a fixed number of parts."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self, layers: int) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(4, 4) for _ in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        for _ in range(2):
            x = x.relu()
        return torch.cat([part * 2 for part in x.chunk(2, dim=1)])


def run() -> None:
    net = Net(3)
    traced = torch.jit.trace(net, torch.ones(3, 4))
    if not torch.equal(traced(torch.ones(5, 4)), net(torch.ones(5, 4))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
