"""Asking the first of the parameters for its device does not come to the GRU behind it."""

import torch
from torch import Tensor
from torch.nn import GRU, Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.head = Linear(16, 2)
        self.rnn = GRU(16, 32, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x.to(next(self.parameters()).device))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
