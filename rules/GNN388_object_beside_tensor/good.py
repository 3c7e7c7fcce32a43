"""A method takes the tensor."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Scaled:
    def __init__(self, values: Tensor) -> None:
        self.values = values

    def __mul__(self, other):
        return self.values * other

    def __rmul__(self, other):
        return self.values * other

    def times(self, other: Tensor) -> Tensor:
        return self.values * other


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        return Scaled(out).times(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
