"""A device type against a dtype: both are numbers to nobody."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.dtype == "float":  # expect: GNN137
            x = x + 1
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
