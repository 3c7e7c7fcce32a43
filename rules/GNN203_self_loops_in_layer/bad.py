"""GCNConv adds the self-loops that are missing each time it is called. Which ones are missing is
a boolean mask over the edges, whose number of hits only the device knows: the graph ends there,
and GCNConv falls into five pieces.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GCNConv

SAME_OUTPUT = True


class NodeClassifier(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GCNConv(in_channels, hidden_channels)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()  # expect: GNN203
        return self.lin(x)


def model() -> NodeClassifier:
    torch.manual_seed(0)
    return NodeClassifier(16, 32, 4)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
