"""Twice in a row is no recursion."""

import torch
from torch import Tensor


def grow(x: Tensor) -> Tensor:
    return x + 1


class Net(torch.nn.Module):
    def once(self, x: Tensor) -> Tensor:
        return x + 1

    def twice(self, x: Tensor) -> Tensor:
        return self.once(self.once(x))

    def forward(self, x: Tensor) -> Tensor:
        return grow(grow(x)) + self.twice(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
