"""A trace is the list of operations that one example ran. The way not taken is not in it."""

import torch
from torch import Tensor

EXPECT = ("TracerWarning", "Converting a tensor to a Python boolean")


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.sum() > 0:  # expect: GNN310, GNN511
            return x * 2
        return x - 1


def run() -> torch.nn.Module:
    return torch.jit.trace(Net(), torch.ones(3))  # expect: GNN514
