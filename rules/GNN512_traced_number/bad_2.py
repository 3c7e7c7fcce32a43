"""Pooling without a size reads the number of graphs: a larger batch is out of bounds."""

import warnings

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, global_add_pool

EXPECT = ("RuntimeWarning", "out of bounds")


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(8, 4)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        x = self.conv(x, edge_index)
        return global_add_pool(x, batch)  # expect: GNN201, GNN512


def graphs(number: int) -> tuple[Tensor, Tensor, Tensor]:
    nodes = 4 * number
    batch = torch.arange(number).repeat_interleave(4)
    return torch.rand(nodes, 8), torch.randint(nodes, (2, 2 * nodes)), batch


def run() -> None:
    traced = torch.jit.trace(Net(), graphs(2))  # expect: GNN514
    try:
        traced(*graphs(5))
    except RuntimeError as error:
        warnings.warn(str(error), RuntimeWarning, stacklevel=1)
