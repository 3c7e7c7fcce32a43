"""Cells and attention are traced."""

import torch
from torch import Tensor
from torch.nn import LSTMCell


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = LSTMCell(16, 32)
        self.attention = torch.nn.MultiheadAttention(16, 2, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        x, _ = self.attention(x, x, x)
        hidden, _ = self.cell(x[:, 0])
        return hidden


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16),) for n in (20, 30, 50)]
