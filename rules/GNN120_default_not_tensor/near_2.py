"""Not compiled: the constructor, and a method that `forward` never calls."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self, times=2):
        super().__init__()
        self.times = times

    def describe(self, prefix="net"):
        return prefix + str(self.times)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.times


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
