"""A loop over all parameters comes to those of the LSTM."""

import torch
from torch import Tensor
from torch.nn import LSTM, Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)
        self.rnn = LSTM(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        total = x.new_zeros(())
        for weight in self.parameters():  # expect: GNN340
            total = total + weight.square().sum()
        return self.lin(x) * total


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
