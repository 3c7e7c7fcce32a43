"""`super()` in compiled code."""

import torch
from torch import Tensor


class Part(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + 1


class Net(Part):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x)  # expect: GNN140


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
