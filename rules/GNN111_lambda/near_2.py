"""Calls of ignored functions stay in Python."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    @torch.jit.ignore
    def double(self, x: Tensor) -> Tensor:
        return (lambda t: t * 2)(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.double(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
