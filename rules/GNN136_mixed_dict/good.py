"""Text."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        parts = {"a__to__b": x}
        return x + len(parts)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
