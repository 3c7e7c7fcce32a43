"""Several rows of a list are deleted one by one, or not at all."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        sizes = [1, 2, 3]
        del sizes[1:]  # expect: GNN115
        return x * sizes[0]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
