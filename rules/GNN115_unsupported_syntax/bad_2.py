"""A set, here in the usual membership test."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        dim = x.dim()
        assert dim in {1, 2}  # expect: GNN115
        return x + 1


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
