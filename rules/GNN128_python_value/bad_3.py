"""A function kept in an attribute cannot be compared with None."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.act = torch.relu

    def forward(self, x: Tensor) -> Tensor:
        if self.act is not None:  # expect: GNN128
            x = self.act(x)
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
