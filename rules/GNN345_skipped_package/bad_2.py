"""A graph that is kept is asked in each call."""

import networkx as nx
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.ring = nx.Graph([(0, 1), (1, 2), (2, 0)])

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        return out / self.ring.number_of_nodes()  # expect: GNN345


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
