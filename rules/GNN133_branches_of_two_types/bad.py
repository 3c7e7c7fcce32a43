"""An int on one side, a float on the other."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        scale = 2 if x.dim() == 2 else 0.5  # expect: GNN133
        return x * scale


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
