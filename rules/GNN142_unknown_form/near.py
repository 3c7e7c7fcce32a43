"""Plain forms."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = 2.0

    def forward(self, x: Tensor) -> Tensor:
        if torch.jit.is_scripting():
            print("dimensions", x.dim())
        if x.dim() > 3:
            raise ValueError(f"{x.dim()} dimensions")
        return x * getattr(self, "scale")


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
