"""`torch.tensor` with the type and device of `x`."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.tensor([1.0], dtype=x.dtype, device=x.device)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
