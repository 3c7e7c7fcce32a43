"""A variable holds the features between the layers."""

import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Data) -> Tensor:
        x = self.conv(data.x, data.edge_index)
        return x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [
        (Data(x=torch.randn(n, 16), edge_index=torch.randint(n, (2, 4 * n))),) for n in (20, 30, 50)
    ]
