"""An assignment inside an expression."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if (n := x.size(0)) > 1:  # expect: GNN115
            return x * n
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
