"""The pieces of a split have sizes that the data say; padding compares them."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch.nn.utils.rnn import pad_sequence


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, sizes: Tensor) -> Tensor:
        parts = self.lin(x).split(sizes.long().tolist())  # expect: GNN303
        return pad_sequence(parts, batch_first=True)  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.full((n,), 10)) for n in (2, 3, 5)]
