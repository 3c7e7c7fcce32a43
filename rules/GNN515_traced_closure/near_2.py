"""Parameters that require no gradient are constants like others."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)
        self.head = torch.nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.lin(x).relu())


def without_gradients(module: torch.nn.Module) -> torch.nn.Module:
    for parameter in module.parameters():
        parameter.requires_grad = False
    return module


def run() -> None:
    x = torch.ones(2, 3)
    frozen = Net().requires_grad_(False)
    torch.jit.trace(lambda x: frozen(x), x)
    net = without_gradients(Net())
    torch.jit.trace(lambda x: net(x), x)
    applied = Net().apply(without_gradients)
    torch.jit.trace(lambda x: applied(x), x)
