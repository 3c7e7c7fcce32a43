"""An import, which every call would run again; TorchScript compiles calls, not modules."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        import math  # expect: GNN115

        return x * math.pi


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
