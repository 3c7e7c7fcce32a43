"""A module is made in train mode, and scripting keeps that."""

import torch
from torch import Tensor

EXPECT = ("RuntimeError", "Freezing is currently only implemented for modules in eval mode")


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


def run() -> torch.nn.Module:
    scripted = torch.jit.script(Net())
    return torch.jit.freeze(scripted)  # expect: GNN517
