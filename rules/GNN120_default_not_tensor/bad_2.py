"""A helper; it fails even if every call passes a Tensor."""

import torch
from torch import Tensor


def mix(x: Tensor, weight=0.5):  # expect: GNN120
    return x * weight


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return mix(x, x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
