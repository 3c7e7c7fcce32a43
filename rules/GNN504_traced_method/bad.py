"""A method has no parameters of its own, so tracing one stops at once."""

import torch

EXPECT = ("AttributeError", "trace doesn't support compiling individual module's functions")


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.lin(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.encode(x).relu()


def run() -> torch.nn.Module:
    net = Net()
    return torch.jit.trace(net.encode, (torch.ones(2, 3),))  # expect: GNN504
