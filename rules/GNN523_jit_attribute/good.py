"""An annotation in the class body says the type; the value is the value."""

import warnings
from typing import Dict

import torch
from torch import Tensor


class Net(torch.nn.Module):
    factors: Dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        self.factors = {"a": 2}

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factors["a"]


def run() -> None:
    net = Net()
    torch.jit.script(net)(torch.ones(3))
    try:
        net(torch.ones(3))
    except TypeError:
        warnings.warn("the module needs TorchScript", RuntimeWarning, stacklevel=1)
