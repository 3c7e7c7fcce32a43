"""A Tensor that the module keeps."""

import torch
from torch import Tensor


WEIGHT = torch.ones(3)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * WEIGHT  # expect: GNN128


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
