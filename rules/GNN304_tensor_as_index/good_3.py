"""The number of steps is a constant of the model."""

import torch
from torch import Tensor
from torch.nn import Linear

OTHER_OUTPUT = "a number of steps that no data decides"


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)
        self.num_steps = 3

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(self.num_steps):
            x = self.lin(x).relu()
        return x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
