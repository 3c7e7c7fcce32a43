"""What is made of a tensor is made where that is."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + x.new_ones(x.size(0)).cumsum(0) - 1


def run() -> None:
    traced = torch.jit.trace(Net(), torch.ones(3))
    try:
        traced(torch.ones(3, device="meta"))
    except RuntimeError:
        warnings.warn("another device", RuntimeWarning, stacklevel=1)
