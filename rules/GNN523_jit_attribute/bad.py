"""The module works when it is scripted, and only then."""

import warnings
from typing import Dict

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "needs TorchScript")


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.factors = torch.jit.Attribute({"a": 2}, Dict[str, int])  # expect: GNN523

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factors["a"]


def run() -> None:
    net = Net()
    torch.jit.script(net)(torch.ones(3))
    try:
        net(torch.ones(3))
    except TypeError:
        warnings.warn("the module needs TorchScript", RuntimeWarning, stacklevel=1)
