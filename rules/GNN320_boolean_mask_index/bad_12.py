"""One length of both tensors: what is computed from rows that a mask took has as many rows."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch.nn.utils.rnn import pad_sequence


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        first = x[batch == 0]  # expect: GNN320
        return self.lin(pad_sequence([first, first + 1], batch_first=True))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) * 2 // n) for n in (20, 30, 50)]
