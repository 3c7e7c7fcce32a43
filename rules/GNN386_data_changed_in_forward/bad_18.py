"""A transform copies the graph, so as not to change the one it is given."""

import torch
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GraphConv
from torch_geometric.transforms import Center


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.center = Center()

    def forward(self, data: Data) -> Tensor:
        out = self.conv(data.x, data.edge_index)
        data = self.center(data)  # expect: GNN386
        return out.sum() * data.pos


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [
        (Data(torch.randn(n, 16), torch.randint(n, (2, 4 * n)), pos=torch.randn(n, 3)),)
        for n in (20, 30, 50)
    ]
