"""`x.device` is a value of Python: in the trace stands the device of the example. (The device
`meta` stands here for one that a machine may not have.)
"""

import warnings

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "another device")


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.arange(x.size(0), device=x.device)  # expect: GNN516


def run() -> None:
    traced = torch.jit.trace(Net(), torch.ones(3))
    there = torch.ones(3, device="meta")
    assert Net()(there).device == there.device
    try:
        traced(there)
    except RuntimeError:
        warnings.warn("another device", RuntimeWarning, stacklevel=1)
