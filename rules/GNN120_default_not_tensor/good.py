"""Annotated."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x, times: int = 2):
        return x * times


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
