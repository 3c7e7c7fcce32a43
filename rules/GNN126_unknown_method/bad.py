"""`new_tensor` is made by Python: TorchScript has no operator for it."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + x.new_tensor([1.0])  # expect: GNN126


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
