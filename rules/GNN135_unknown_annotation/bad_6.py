"""A list of a type is a value, no type."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, xs: [Tensor]) -> Tensor:  # expect: GNN135
        return xs[0]


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[list[Tensor]]]:
    return [([torch.ones(3)],)]
