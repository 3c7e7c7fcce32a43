"""Keyword-only without a default, `**kwargs` in the constructor, `*args` in a skipped branch."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self, **kwargs):
        super().__init__()
        self.options = len(kwargs)

    def scale(self, x: Tensor, *, factor: float) -> Tensor:
        return x * factor

    def report(self, x: Tensor, *args, **kwargs) -> Tensor:
        return x

    def forward(self, x: Tensor) -> Tensor:
        if not torch.jit.is_scripting():
            x = self.report(x)
        return self.scale(x, factor=2.0)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
