"""Edges selected by a mask."""

import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Data) -> Tensor:
        kept = data.edge_subgraph(data.edge_index[0] != data.edge_index[1])  # expect: GNN386
        return self.conv(kept.x, kept.edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def graph(n: int) -> Data:
    return Data(x=torch.randn(n, 16), edge_index=torch.randint(n, (2, 4 * n)))


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [(graph(n),) for n in (20, 30, 50)]
