"""Set on each way, or on the only one that goes on."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.dim() == 2:
            scale = 2
        elif x.dim() == 1:
            scale = 3
        else:
            raise ValueError("too deep")
        total = 0
        for i in range(3):
            total = total + i
            step = i
            x = x + step
        return x * scale + total


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
