"""Learned and statistical aggregations that are clean once they know the number of groups."""

import torch
from torch import Tensor
from torch_geometric.nn import aggr


class Readouts(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.spread = aggr.StdAggregation()
        self.power = aggr.PowerMeanAggregation(learn=True)
        self.sets = aggr.DeepSetsAggregation(torch.nn.Linear(channels, channels))
        self.several = aggr.MultiAggregation(["mean", "max"], mode="sum")

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        out = self.spread(x, batch, dim_size=num_graphs)
        out = out + self.power(x, batch, dim_size=num_graphs)
        out = out + self.sets(x, batch, dim_size=num_graphs)
        return out + self.several(x, batch, dim_size=num_graphs)


def model() -> Readouts:
    torch.manual_seed(0)
    return Readouts(16)


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    sizes = ((24, 3), (40, 4), (31, 5))
    return [(torch.randn(n, 16), torch.arange(n) * b // n, b) for n, b in sizes]
