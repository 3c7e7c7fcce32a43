"""An attribute of the class alone."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    scale = 2.0

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale  # expect: GNN130


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
