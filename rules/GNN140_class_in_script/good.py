"""Made in `__init__`."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.act = torch.nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
