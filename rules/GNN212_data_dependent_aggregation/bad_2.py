"""The median counts its groups with `bincount`: the shape of the result depends on data, which
plain compile does not capture and fullgraph does.
"""

import torch
from torch import Tensor
from torch_geometric.nn.aggr import MedianAggregation


class RobustReadout(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.median = MedianAggregation()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        return self.lin(self.median(x, batch, dim_size=num_graphs))  # expect: GNN212


def model() -> RobustReadout:
    torch.manual_seed(0)
    return RobustReadout(16, 8)


def random_batch(
    num_nodes: int, num_edges: int, num_graphs: int
) -> tuple[Tensor, Tensor, Tensor, int]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch, num_graphs


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
