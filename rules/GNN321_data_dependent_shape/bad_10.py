"""Pairs of nodes come out of a mask, so fullgraph=True fails as well."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        pair = torch.combinations(torch.arange(4))  # expect: GNN321
        out = self.lin(x)
        return out[pair[:, 0]] * out[pair[:, 1]]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
