"""Classes of Python that are given Tensors are left to Python, whatever they make of them."""

import cmath
import collections

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def left_to_python(self, x: Tensor) -> Tensor:
        named = collections.OrderedDict()
        named["x"] = x
        text = memoryview(x)
        thing = object()
        return named["x"] * cmath.phase(2.0)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
