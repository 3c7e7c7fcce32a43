"""Tuples cannot be keys, and edge types are tuples."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = {("a", "to", "b"): x}  # expect: GNN136
        return x + len(parts)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
