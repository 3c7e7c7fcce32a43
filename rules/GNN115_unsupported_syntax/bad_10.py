"""A format specification in an f-string."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        assert x.dim() == 2, f"{x.dim():d} dimensions"  # expect: GNN115
        return x + 1


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
