"""The number of rows is a size, and multiplies as it is."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        x = self.lin(x)
        return x * x.shape[:-1].numel()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 40, 50, 60)]
