"""What is sure of the size passes fullgraph=True: it is not negative, and one more is not 0."""

import torch
from torch import Tensor
from torch.nn import BatchNorm1d, Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.norm = BatchNorm1d(16)

    def forward(self, x: Tensor) -> Tensor:
        kept = x[x[:, 0] > 0]  # expect: GNN320
        padded = self.norm(torch.zeros(kept.size(0) + 1, 16))
        if kept.size(0) >= 0 and kept.size(0) + 1 > 0:
            padded = padded + 1
        return self.lin(kept).sum(dim=0) + padded.sum()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16),) for n in (2, 3, 5)]
