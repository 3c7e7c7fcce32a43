"""A mask that weighs edges instead of dropping them has a known shape, and `add_self_loops` with
`num_nodes` appends as many edges as there are nodes.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import add_self_loops


class Weighted(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        weight = (edge_index[0] != edge_index[1]).to(x.dtype)
        edge_index, weight = add_self_loops(edge_index, weight, num_nodes=x.size(0))
        return self.conv(x, edge_index, weight).relu()


def model() -> Weighted:
    torch.manual_seed(0)
    return Weighted(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
