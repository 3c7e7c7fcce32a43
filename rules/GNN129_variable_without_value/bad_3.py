"""Set in a loop, used after it."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        for i in range(3):
            last = i
        return x + last  # expect: GNN129


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
