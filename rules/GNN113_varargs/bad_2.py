"""A keyword-only parameter is accepted; its default is not."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor, *, scale: float = 2.0) -> Tensor:  # expect: GNN113
        return x * scale


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
