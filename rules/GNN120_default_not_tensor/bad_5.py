"""None is no int."""

import torch
from torch import Tensor


def repeat(x: Tensor, times: int = None) -> Tensor:  # expect: GNN120
    return x


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return repeat(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
