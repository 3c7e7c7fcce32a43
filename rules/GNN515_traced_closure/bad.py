"""A function has no parameters: the tracer finds those of the module as constants, and refuses."""

import torch
from torch import Tensor

EXPECT = ("RuntimeError", "Cannot insert a Tensor that requires grad as a constant")


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x)  # expect: GNN515


def run() -> torch.nn.Module:
    net = Net()
    return torch.jit.trace(lambda x: net(x).relu(), torch.ones(2, 3))
