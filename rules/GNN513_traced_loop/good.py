"""All rows at once."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        rows = torch.arange(x.size(0))
        return (x * rows.view(-1, 1)).sum(0)


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, torch.ones(3, 2))
    if not torch.equal(traced(torch.ones(5, 2)), net(torch.ones(5, 2))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
