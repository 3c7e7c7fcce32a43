"""Dynamo skips `pack_padded_sequence`: how many rows are left is up to the lengths."""

import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 32)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        packed = pack_padded_sequence(  # expect: GNN343
            x, lengths, batch_first=True, enforce_sorted=False
        )
        return self.lin(packed.data).mean(dim=0)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16), torch.arange(n) % 6 + 1) for n in (20, 30, 50)]
