"""A spectral filter that needs the Laplacian anew at each call; without `num_nodes` no mode of the
compiler takes it.
"""

import torch
from torch import Tensor
from torch_geometric.nn import SimpleConv
from torch_geometric.utils import get_laplacian

SAME_OUTPUT = True


class Filter(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SimpleConv(aggr="sum")
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        index, weight = get_laplacian(edge_index, normalization="sym")  # expect: GNN204
        return self.lin(self.conv(x, index, weight))


def model() -> Filter:
    torch.manual_seed(0)
    return Filter(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
