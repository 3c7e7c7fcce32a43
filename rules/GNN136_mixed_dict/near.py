"""Texts, numbers, values of two types."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = {"a": x, "b": x + 1}
        numbers = {1: 2, 2: 3}
        mixed = {"a": 1, "b": "c"}
        flags = {True: 2, False: 3}
        return parts["a"] + numbers[1] + len(mixed) + flags[True]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
