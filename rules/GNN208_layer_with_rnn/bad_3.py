"""The neighbors in the order of the edges, read by an LSTM: besides the RNN a branch on whether
they are sorted.
"""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv


class OrderedNet(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SAGEConv(in_channels, out_channels, aggr="lstm")

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index).relu()  # expect: GNN208


def model() -> OrderedNet:
    torch.manual_seed(0)
    return OrderedNet(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index = edge_index[:, edge_index[1].argsort()]  # the LSTM wants them by target
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
