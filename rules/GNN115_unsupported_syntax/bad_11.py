"""A sign that does nothing. The frontend crashes on it, without a line."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return +x  # expect: GNN115


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
