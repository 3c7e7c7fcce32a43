"""The way back is skipped as well."""

import torch
from torch import Tensor
from torch.nn.utils import rnn
from torch.nn.utils.rnn import PackedSequence


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 32)

    def forward(self, packed: PackedSequence) -> Tensor:
        padded, _ = rnn.pad_packed_sequence(packed, batch_first=True)  # expect: GNN343
        return self.lin(padded).mean(dim=1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def packed(n: int) -> PackedSequence:
    lengths = torch.arange(n) % 6 + 1
    return rnn.pack_padded_sequence(
        torch.randn(n, 6, 16), lengths, batch_first=True, enforce_sorted=False
    )


def inputs() -> list[tuple[PackedSequence]]:
    torch.manual_seed(1)
    return [(packed(n),) for n in (20, 30, 50)]
