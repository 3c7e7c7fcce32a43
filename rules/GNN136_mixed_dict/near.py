"""Texts, numbers, values of two types."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = {"a": x, "b": x + 1}
        numbers = {1: 2, 2: 3}
        mixed = {"a": 1, "b": "c"}
        return parts["a"] + numbers[1] + len(mixed)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
