"""A class of the project that builds on Data sets its tensors in the same way."""

import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv


class Pairs(Data):
    @property
    def sources(self) -> Tensor:
        return self.edge_index[0]


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        pairs = Pairs(x=x, edge_index=edge_index)  # expect: GNN386
        return self.conv(x, edge_index)[pairs.sources]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
