"""GraphNorm takes the mean and variance of each graph, and counts the graphs first by reading
`batch.max()` back.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, GraphNorm

SAME_OUTPUT = True


class Block(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)
        self.norm = GraphNorm(out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        x = self.conv(x, edge_index)
        return self.norm(x, batch).relu()  # expect: GNN209


def model() -> Block:
    torch.manual_seed(0)
    return Block(16, 32)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
