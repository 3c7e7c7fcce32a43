"""Sorting copies the Data object."""

import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Data) -> Tensor:
        data = data.sort()  # expect: GNN386
        return self.conv(data.x, data.edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def graph(n: int) -> Data:
    return Data(x=torch.randn(n, 16), edge_index=torch.randint(n, (2, 4 * n)))


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [(graph(n),) for n in (20, 30, 50)]
