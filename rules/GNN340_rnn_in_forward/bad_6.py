"""The layer is found by a name that is put together."""

import torch
from torch import Tensor
from torch.nn import LSTM


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        for layer in range(2):
            self.add_module(f"rnn{layer}", LSTM(16, 16, batch_first=True))

    def forward(self, x: Tensor) -> Tensor:
        out, _ = getattr(self, "rnn" + str(0))(x)  # expect: GNN340
        return out.relu()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16),) for n in (20, 30, 50)]
