"""A layer of one's own that drops self-loops in forward does so in every step of training, and
ends the graph each time: the number of edges left is known to the device alone.
"""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv
from torch_geometric.utils import remove_self_loops

SAME_OUTPUT = True


class NeighborsOnly(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SAGEConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_index, _ = remove_self_loops(edge_index)  # expect: GNN204
        return self.conv(x, edge_index).relu()


def model() -> NeighborsOnly:
    torch.manual_seed(0)
    return NeighborsOnly(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
