"""The same sum, edge by edge."""

import torch
from torch import Tensor
from torch_geometric.nn import SimpleConv

SAME_OUTPUT = True


class Propagation(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.propagate = SimpleConv(aggr="sum")
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, edge_weight: Tensor) -> Tensor:
        out = self.propagate(x, edge_index, edge_weight)
        return self.lin(out)


def model() -> Propagation:
    torch.manual_seed(0)
    return Propagation(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edges = torch.randperm(num_nodes * num_nodes)[:num_edges]  # no edge twice
    edge_index = torch.stack([edges // num_nodes, edges % num_nodes])
    return x, edge_index, torch.rand(num_edges)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
