"""Dynamo skips the function that calls a GRU: all of it runs eagerly."""

import torch
from torch import Tensor
from torch.nn import GRU

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rnn = GRU(16, 32, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        out, _ = self.rnn(x)  # expect: GNN340
        return out[:, -1].relu()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16),) for n in (20, 30, 50)]
