"""Where nothing depends on the example there is nothing to check."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


def run() -> torch.nn.Module:
    return torch.jit.trace(Net(), (torch.ones(3, 2),))
