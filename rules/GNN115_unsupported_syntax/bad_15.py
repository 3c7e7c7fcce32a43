"""A `match` statement."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        match x.dim():  # expect: GNN115
            case 1:
                return x
            case _:
                return x.flatten()


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
