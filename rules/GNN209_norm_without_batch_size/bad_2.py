"""The norm sits inside a model, and the break in the line that calls the model."""

import torch
from torch import Tensor
from torch_geometric.nn.models import GraphSAGE

SAME_OUTPUT = True


class Encoder(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.gnn = GraphSAGE(in_channels, hidden_channels, num_layers=2, norm="graph_norm")

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        return self.gnn(x, edge_index, batch=batch)  # expect: GNN209


def model() -> Encoder:
    torch.manual_seed(0)
    return Encoder(16, 32)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
