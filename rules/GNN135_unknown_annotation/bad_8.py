"""A tuple of types is a value, no type."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor, shape: (int, int)) -> Tensor:  # expect: GNN135
        return x.view(shape[0], shape[1])


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor, tuple[int, int]]]:
    return [(torch.ones(4), (2, 2))]
