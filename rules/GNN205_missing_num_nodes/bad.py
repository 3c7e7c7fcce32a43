"""`degree` counts up to the largest index it sees, and reads that index back to know how far. It
also gives a shorter result when the last nodes have no edges.
"""

import torch
from torch import Tensor
from torch_geometric.utils import degree

SAME_OUTPUT = True


class DegreeScaling(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        deg = degree(edge_index[1], dtype=x.dtype)  # expect: GNN205
        return self.lin(x) * deg.clamp(min=1).rsqrt().view(-1, 1)


def model() -> DegreeScaling:
    torch.manual_seed(0)
    return DegreeScaling(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = num_nodes - 1  # the last node has an edge
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
