"""Their neighbors script."""

import torch
from torch import Tensor
from torch_geometric.nn import FAConv, FastRGCNConv, GCNConv, SAGEConv
from torch_geometric.nn.models import GraphSAGE


class Scripted(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gcn = GCNConv(channels, channels, add_self_loops=False)
        self.fa = FAConv(channels, add_self_loops=False)
        self.sage = SAGEConv(channels, channels, aggr="max")
        self.fast = FastRGCNConv(channels, channels, 2, num_bases=2)
        self.gnn = GraphSAGE(channels, channels, num_layers=2, norm="batch_norm")

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        edge_type = edge_index[0] % 2
        x = self.gcn(x, edge_index) + self.fast(x, edge_index, edge_type)
        x = self.fa(x, x, edge_index) + self.sage(x, edge_index)
        return self.gnn(x, edge_index)


def model() -> Scripted:
    torch.manual_seed(0)
    return Scripted(16)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
