"""Builtins and functions that TorchScript has; what scripting leaves out."""

import math

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if not torch.jit.is_scripting():
            x = x + next(iter([0]))
        n = max(2, min(x.size(0), 5)) + abs(-2) + int(2.5) + len([1]) + sum([1, 2])
        for i, (a, b) in enumerate(zip([1, 2], [3, 4])):
            n = n + i * a * b
        n = n + sorted([3, 1])[0] + round(2.6) + ord("a")
        return x * math.sqrt(float(n)) * math.pi


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
