"""What one way through `__init__` makes is not there after the other, and both are compiled."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self, residual: bool = False) -> None:
        super().__init__()
        self.residual = residual
        self.lin = torch.nn.Linear(3, 3)
        if residual:
            self.skip = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        if self.residual:
            out = out + self.skip(x)  # expect: GNN130
        return out


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(2, 3),)]
