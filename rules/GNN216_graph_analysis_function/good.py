"""What networkx computes of a graph is known with the data: a tensor like any other."""

import networkx
import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv
from torch_geometric.utils import to_networkx

OTHER_OUTPUT = "a measure of the graph, in place of the graph"


class Ranked(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels + 1, out_channels)

    def forward(self, data: Data) -> Tensor:
        x = torch.cat([data.x, data.centrality], dim=-1)
        return self.conv(x, data.edge_index)


def model() -> Ranked:
    torch.manual_seed(0)
    return Ranked(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Data]:
    x = torch.randn(num_nodes, 16)
    data = Data(x=x, edge_index=torch.randint(num_nodes, (2, num_edges)))
    measured = networkx.degree_centrality(to_networkx(data))
    data.centrality = torch.tensor([[measured[node]] for node in range(num_nodes)])
    return (data,)


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
