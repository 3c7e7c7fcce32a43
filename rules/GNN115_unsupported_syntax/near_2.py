"""Accepted: `with` blocks, `//`, `@`, keyword-only parameters, code after `return`."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def inner(self, x: Tensor, *, width: int) -> Tensor:
        if width > 100:
            raise ValueError("too wide")
        return x * width

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            half = x.size(1) // 2
        return self.inner(x @ x.t(), width=half)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
