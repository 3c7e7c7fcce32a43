"""A model out of `torch_geometric.nn.models` breaks in the line that calls it, layer by layer."""

import torch
from torch import Tensor
from torch_geometric.nn.models import GCN

SAME_OUTPUT = True


class Encoder(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.gnn = GCN(in_channels, hidden_channels, num_layers=2)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.lin(self.gnn(x, edge_index))  # expect: GNN203


def model() -> Encoder:
    torch.manual_seed(0)
    return Encoder(16, 32, 4)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
