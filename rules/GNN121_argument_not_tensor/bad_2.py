"""A size is an int."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def mean(self, x, n):
        return x.sum(dim=0) / n

    def forward(self, x: Tensor) -> Tensor:
        return self.mean(x, x.size(0))  # expect: GNN121


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
