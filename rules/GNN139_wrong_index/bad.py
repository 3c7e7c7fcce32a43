"""The items of a tuple differ in their types, so the index is a literal."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pair = (x, 2)
        for i in range(2):
            part = pair[i]  # expect: GNN139
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
