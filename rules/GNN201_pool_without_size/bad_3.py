"""A shared read-out helper breaks in its own line, whatever line of forward calls it."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, global_add_pool


def read_out(x: Tensor, batch: Tensor) -> Tensor:
    x = x.relu()
    return global_add_pool(x, batch)  # expect: GNN201


class GraphRegressor(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, hidden_channels)
        self.lin = torch.nn.Linear(hidden_channels, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        out = read_out(self.conv(x, edge_index), batch)
        return self.lin(out)


def model() -> GraphRegressor:
    torch.manual_seed(0)
    return GraphRegressor(16, 32)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
