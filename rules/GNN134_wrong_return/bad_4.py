"""To the compiler a loop may end, even one that never does."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:  # expect: GNN134
        while True:
            if x.dim() > 1:
                return x
            x = x + 1


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
