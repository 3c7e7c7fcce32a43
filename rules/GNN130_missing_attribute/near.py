"""Constants of the class, properties, methods, `hasattr`."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    __constants__ = ["scale"]
    scale = 2.0

    @property
    def twice(self) -> float:
        return self.scale * 2

    def scaled(self, x: Tensor) -> Tensor:
        return x * self.scale

    def __init__(self):
        super().__init__()
        self.offset = 1.0

    def forward(self, x: Tensor) -> Tensor:
        if hasattr(self, "other"):
            x = x + 1
        return self.scaled(x) * self.twice + self.offset


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
