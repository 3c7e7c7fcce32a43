"""A module that is chosen while the code runs has no name after it."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = torch.nn.ReLU()
        self.second = torch.nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() > 1:
            layer = self.first
        else:
            layer = self.second
        return layer(x)  # expect: GNN129


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
