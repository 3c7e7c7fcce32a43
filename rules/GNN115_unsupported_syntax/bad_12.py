"""A dictionary spread into another."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        first = {"a": x}
        both = {**first, "b": x + 1}  # expect: GNN115
        return both["b"]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
