"""The neighborhood of the nodes that matter: a loop over hops, each with a mask. Under plain
compile the whole of `k_hop_subgraph` runs uncompiled.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import k_hop_subgraph


class EgoNet(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edges = k_hop_subgraph(0, 2, edge_index, num_nodes=x.size(0))[1]  # expect: GNN210
        return self.conv(x, edges)


def model() -> EgoNet:
    torch.manual_seed(0)
    return EgoNet(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
