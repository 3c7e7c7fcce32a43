"""RGCNConv goes through the relations in a Python loop, masks the edges of each, and asks the data
which matrix product would be the fastest: no mode of the compiler takes it.
"""

import torch
from torch import Tensor
from torch_geometric.nn import RGCNConv

SAME_OUTPUT = True


class RelationalNet(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int, num_relations: int) -> None:
        super().__init__()
        self.conv = RGCNConv(in_channels, out_channels, num_relations, num_bases=4)

    def forward(self, x: Tensor, edge_index: Tensor, edge_type: Tensor) -> Tensor:
        return self.conv(x, edge_index, edge_type).relu()  # expect: GNN211


def model() -> RelationalNet:
    torch.manual_seed(0)
    return RelationalNet(16, 8, 3)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_type = torch.randint(3, (num_edges,))
    return x, edge_index, edge_type


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
