"""One aggregation in the list of a `MultiAggregation` that counts its groups breaks all of it."""

import torch
from torch import Tensor
from torch_geometric.nn.aggr import MultiAggregation


class Readout(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.several = MultiAggregation(["mean", "median"])

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        return self.several(x, batch, dim_size=num_graphs)  # expect: GNN212


def model() -> Readout:
    return Readout()


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    sizes = ((24, 3), (40, 4), (31, 5))
    return [(torch.randn(n, 16), torch.arange(n) * b // n, b) for n, b in sizes]
