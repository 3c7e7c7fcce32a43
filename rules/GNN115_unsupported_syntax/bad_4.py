"""A global that `forward` sets."""

import torch
from torch import Tensor

SEEN = False


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        global SEEN  # expect: GNN115
        SEEN = True
        return x + 1


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
