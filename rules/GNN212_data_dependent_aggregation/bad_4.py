"""A layer of one's own with `aggr="median"` breaks where it calls `propagate`."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class RobustConv(MessagePassing):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__(aggr="median")
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: Tensor)
        return self.propagate(edge_index, x=self.lin(x))  # expect: GNN212


def model() -> RobustConv:
    torch.manual_seed(0)
    return RobustConv(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
