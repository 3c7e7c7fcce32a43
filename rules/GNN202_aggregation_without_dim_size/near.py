"""Inside a message passing layer the size is known; a shape or `ptr` will do as well."""

from typing import Optional

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing, aggr
from torch_geometric.utils import cumsum, index_sort, scatter, segment


class MeanConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)
        self.readout = aggr.SumAggregation()

    def forward(self, x: Tensor, edge_index: Tensor, ptr: Tensor) -> Tensor:
        x = self.propagate(edge_index, x=x)
        x = x + scatter(x[edge_index[0]], edge_index[1], dim=0, dim_size=x.size(0), reduce="max")
        out = self.readout(x, ptr=ptr) + segment(x, ptr, reduce="mean")
        _, order = index_sort(edge_index[1])
        return self.lin(out) + cumsum(order).sum()

    def message(self, x_j: Tensor) -> Tensor:
        return x_j

    def aggregate(
        self,
        inputs: Tensor,
        index: Tensor,
        ptr: Optional[Tensor] = None,
        dim_size: Optional[int] = None,
    ) -> Tensor:
        return scatter(inputs, index, dim=self.node_dim, dim_size=dim_size, reduce="mean")


def model() -> MeanConv:
    torch.manual_seed(0)
    return MeanConv(16, 8)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    sizes = ((24, 70, 3), (40, 130, 4), (30, 90, 5))
    return [
        (
            torch.randn(num_nodes, 16),
            torch.randint(num_nodes, (2, num_edges)),
            torch.arange(0, num_nodes + 1, num_nodes // num_graphs),
        )
        for num_nodes, num_edges, num_graphs in sizes
    ]
