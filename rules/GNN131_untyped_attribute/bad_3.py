"""A set."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.known = {2, 3}

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() in self.known:  # expect: GNN131
            x = x + 1
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
