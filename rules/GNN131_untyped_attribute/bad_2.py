"""An empty list, of which nobody knows what it will hold."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x: Tensor) -> Tensor:
        return x + len(self.seen)  # expect: GNN131


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
