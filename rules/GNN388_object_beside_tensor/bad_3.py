"""A module with an operator."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Shift(torch.nn.Module):
    def __add__(self, other: Tensor) -> Tensor:
        return other + 1


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.shift = Shift()

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        return self.shift + out  # expect: GNN388


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
