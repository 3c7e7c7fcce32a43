"""In eval mode parameters become constants of the module."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


def run() -> torch.nn.Module:
    scripted = torch.jit.script(Net().eval())
    return torch.jit.freeze(scripted)
