"""Modules without parameters, functions, and `forward`, which stands for its module."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


relu = torch.nn.ReLU()


def run() -> torch.nn.Module:
    net = Net()
    torch.jit.trace(lambda x: relu(x) + torch.nn.functional.gelu(x), torch.ones(2, 3))
    return torch.jit.trace(net.forward, torch.ones(2, 3))
