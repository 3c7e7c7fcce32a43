"""Set2Set asks an LSTM where to look next."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.nn.aggr import Set2Set


class GraphRegressor(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, hidden_channels)
        self.readout = Set2Set(hidden_channels, processing_steps=3)
        self.lin = torch.nn.Linear(2 * hidden_channels, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        x = self.conv(x, edge_index).relu()
        x = self.readout(x, batch, dim_size=num_graphs)  # expect: GNN208
        return self.lin(x)


def model() -> GraphRegressor:
    torch.manual_seed(0)
    return GraphRegressor(16, 32)


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
