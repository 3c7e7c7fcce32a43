"""Three rows are three rounds, whatever comes later: and torch does not even warn."""

import warnings

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "another result")


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        total = torch.zeros(x.size(1))
        for row in range(x.size(0)):  # expect: GNN403, GNN513
            total = total + x[row] * row
        return total


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, torch.ones(3, 2))  # expect: GNN514
    if not torch.equal(traced(torch.ones(5, 2)), net(torch.ones(5, 2))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
