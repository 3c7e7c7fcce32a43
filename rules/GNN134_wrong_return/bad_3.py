"""One way returns two Tensors, the other one."""

import torch
from torch import Tensor


def part(x: Tensor, both: bool):
    if both:
        return x, x
    return x  # expect: GNN134


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return part(x, False)[0]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
