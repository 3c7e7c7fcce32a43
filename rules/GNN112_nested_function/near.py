"""Defined while the model is built, and a local function of an ignored method."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        def largest(values):
            return max(values)

        self.factor = largest([1, 2])

    @torch.jit.ignore
    def report(self, x: Tensor) -> Tensor:
        def double(t):
            return t * 2

        return double(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.report(x) * self.factor


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
