"""A number is taken for a bool by its truth."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def scale(self, x: Tensor, double: bool = 1) -> Tensor:
        return x * 2 if double else x

    def forward(self, x: Tensor) -> Tensor:
        return self.scale(x)


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(0)
    return [(torch.randn(n, 4),) for n in (2, 3, 5)]
