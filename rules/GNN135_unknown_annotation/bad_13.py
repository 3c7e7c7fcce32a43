"""An overload of a function may have no default but the one that is called: the implementation's."""

import torch
from torch import Tensor


@torch.jit._overload
def scale(x: Tensor, by: int = 3) -> Tensor: ...  # expect: GNN135


def scale(x, by=2):
    return x * by


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return scale(x)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
