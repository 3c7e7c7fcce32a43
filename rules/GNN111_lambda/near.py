"""A lambda that the constructor uses up is nothing to the compiler."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        pick = lambda values: max(values)  # noqa: E731
        self.factor = pick([1, 2, 3])

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
