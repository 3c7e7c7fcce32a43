"""What carries no mark is not compiled, and nothing says so until it is saved."""

import warnings

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "is not compiled")


class Net(torch.jit.ScriptModule):  # expect: GNN522
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x)


def run() -> None:
    net = Net()
    try:
        net.graph  # noqa: B018
    except RuntimeError:
        warnings.warn("forward is not compiled", RuntimeWarning, stacklevel=1)
