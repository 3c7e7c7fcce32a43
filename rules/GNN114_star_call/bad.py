"""A call is checked against a signature, so the keywords must be known."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        options = {"start_dim": 0}
        return torch.flatten(x, **options)  # expect: GNN114


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
