"""`num_nodes` spares the reading of one number, and the mask still breaks the graph."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import add_remaining_self_loops


class WithSelf(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_index, _ = add_remaining_self_loops(edge_index, num_nodes=x.size(0))  # expect: GNN204
        return self.conv(x, edge_index).relu()


def model() -> WithSelf:
    torch.manual_seed(0)
    return WithSelf(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
