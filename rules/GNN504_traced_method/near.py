"""The module, its `forward`, a function."""

import torch


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.lin(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.encode(x).relu()


def double(x: torch.Tensor) -> torch.Tensor:
    return x * 2


def run() -> torch.nn.Module:
    net = Net()
    torch.jit.trace(double, (torch.ones(2, 3),))
    torch.jit.trace(net.forward, (torch.ones(2, 3),))
    return torch.jit.trace(net, (torch.ones(2, 3),))
