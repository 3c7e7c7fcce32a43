"""`torch.where` is an operation like any other, and is in the trace."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.where(x.sum() > 0, x * 2, x - 1)


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, torch.ones(3))
    if not torch.equal(traced(-torch.ones(3)), net(-torch.ones(3))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
