"""The number of graphs follows the shape of a tensor."""

import warnings

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, global_add_pool


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(8, 4)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, ptr: Tensor) -> Tensor:
        x = self.conv(x, edge_index)
        return global_add_pool(x, batch, size=ptr.size(0) - 1)


def graphs(number: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    nodes = 4 * number
    batch = torch.arange(number).repeat_interleave(4)
    edges = torch.randint(nodes, (2, 2 * nodes))
    return torch.rand(nodes, 8), edges, batch, torch.arange(0, nodes + 1, 4)


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, graphs(2))
    given = graphs(5)
    if not torch.allclose(traced(*given), net(*given)):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
