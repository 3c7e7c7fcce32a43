"""`bool()` as a method; and `str.casefold`."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        mask = (x - 1).bool()  # expect: GNN126
        return x * mask


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
