"""A flag."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor, normalize=True) -> Tensor:  # expect: GNN120
        if normalize:
            return x / x.sum()
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
