"""GPSConv pads the nodes of each graph to a dense tensor for its attention."""

import torch
from torch import Tensor
from torch_geometric.nn import GINConv, GPSConv


class Transformer(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = GPSConv(channels, GINConv(torch.nn.Linear(channels, channels)), heads=2)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        return self.conv(x, edge_index, batch)  # expect: GNN211


def model() -> Transformer:
    torch.manual_seed(0)
    return Transformer(16)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
