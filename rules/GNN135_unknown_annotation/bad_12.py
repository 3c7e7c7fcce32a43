"""Types that Python alone knows, as annotations and in `isinstance`."""

from typing import NewType

import numpy
import torch
from torch import Tensor

Index = NewType("Index", int)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def of_new_type(self, x: Tensor, index: Index) -> Tensor:  # expect: GNN135
        return x[index]

    @torch.jit.export
    def of_text(self, x: Tensor, index: "an index") -> Tensor:  # expect: GNN135
        return x

    @torch.jit.export
    def of_numpy(self, x: Tensor) -> bool:
        return isinstance(x, numpy.ndarray)  # expect: GNN135

    @torch.jit.export
    def of_none(self, x: Tensor) -> bool:
        return isinstance(x, type(None))  # expect: GNN135


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
