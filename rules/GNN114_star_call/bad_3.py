"""The same for a list of tensors."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = [x, x + 1]
        return torch.add(*parts)  # expect: GNN114


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
