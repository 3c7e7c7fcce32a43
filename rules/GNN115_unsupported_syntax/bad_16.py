"""Parameters before a `/` are forgotten: their first use is an undefined value."""

import torch
from torch import Tensor


def double(t: Tensor, /) -> Tensor:
    return t * 2  # expect: GNN115


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return double(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
