"""Layers that are added to a list in place."""

import torch
from torch import Tensor
from torch.nn import LSTM, ModuleList


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = ModuleList()
        self.layers += [LSTM(16, 16, batch_first=True)]

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x, _ = layer(x)  # expect: GNN340
        return x.relu()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16),) for n in (20, 30, 50)]
