"""A key function of `sorted`."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        order = sorted([2, 0, 1], key=lambda i: -i)  # expect: GNN111
        return x[:, order[0]]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
