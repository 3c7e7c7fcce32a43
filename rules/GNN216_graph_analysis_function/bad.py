"""networkx knows many measures of a graph, but its code is Python over dictionaries: nothing that
Dynamo traces into. Each forward leaves the compiled code, and copies all edges from the device.
"""

import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv
from torch_geometric.utils import to_networkx


class Drawn(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)

    def forward(self, data: Data) -> tuple[Tensor, object]:
        x = self.conv(data.x, data.edge_index)
        graph = to_networkx(data)  # expect: GNN216
        return x, graph


def model() -> Drawn:
    torch.manual_seed(0)
    return Drawn(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Data]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return (Data(x=x, edge_index=edge_index),)


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
