"""Set before the branch."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        scale = 1
        if x.dim() == 2:
            scale = 2
        return x * scale


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
