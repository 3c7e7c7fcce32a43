"""A number that Python has seen is a constant of the trace."""

import torch
from torch import Tensor

EXPECT = ("TracerWarning", "Converting a tensor to a Python number")


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x / x.abs().max().item()  # expect: GNN301, GNN512


def run() -> torch.nn.Module:
    return torch.jit.trace(Net(), torch.rand(3))  # expect: GNN514
