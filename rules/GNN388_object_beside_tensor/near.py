"""Beside numbers and other objects the methods are traced; so are comparisons and indices."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Scaled:
    def __init__(self, values: Tensor) -> None:
        self.values = values

    def __mul__(self, other):
        return self.values * other

    def __rmul__(self, other):
        return self.values * other

    def __lt__(self, other):
        return self.values < other

    def __getitem__(self, index):
        return self.values[index]

    def times(self, other: Tensor) -> Tensor:
        return self.values * other


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = Scaled(self.conv(x, edge_index))
        mask = out < x[:, :1]
        return (out * 2) + (3 * out) * mask + out[0] * (Scaled(x.sum()) * 2)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
