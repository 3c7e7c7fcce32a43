"""`to_edge_index` and `spmm` belong to sparse tensors; the dense product is clean."""

import torch
from torch import Tensor


class DensePropagation(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, adj: Tensor) -> Tensor:
        return self.lin(adj @ x)


def model() -> DensePropagation:
    torch.manual_seed(0)
    return DensePropagation(16, 8)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.rand(n, n)) for n in (24, 40, 31)]
