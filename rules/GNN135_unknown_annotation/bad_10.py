"""The implementation of overloads comes last; here there is none."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit._overload_method  # expect: GNN135
    def twice(self, x: Tensor) -> Tensor: ...


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
