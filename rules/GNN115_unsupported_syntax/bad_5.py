"""`else` of a loop."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        for i in range(3):  # expect: GNN115
            x = x + i
        else:
            x = x * 2
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
