"""A condition in a comprehension."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = [x * i for i in range(3) if i != 1]  # expect: GNN115
        return torch.stack(parts)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
