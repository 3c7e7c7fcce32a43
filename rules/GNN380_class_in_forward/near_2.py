"""Imports, generators, global counters, caches, checkpoints and handlers are traced."""

from collections.abc import Iterator
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import Linear
from torch.utils.checkpoint import checkpoint
from torch_geometric.nn import GraphConv

CALLS = 0


@lru_cache
def width(channels: int) -> int:
    return channels // 4


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.lin = Linear(32, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        global CALLS
        CALLS += 1
        import math

        def parts() -> Iterator[Tensor]:
            yield self.conv(x, edge_index)
            yield self.conv(x, edge_index.flip(0))

        try:
            out = sum(parts()) * width(16) * math.sqrt(4)
        except ValueError:
            out = self.conv(x, edge_index)
        return checkpoint(self.lin, out, use_reentrant=False)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
