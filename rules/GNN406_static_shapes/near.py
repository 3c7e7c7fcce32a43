"""Compiling in a loop, or in forward, finds what has been compiled before."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 8)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return torch.compile(self.conv, backend="eager")(x, edge_index)


def run() -> None:
    conv, net = GraphConv(16, 8), Net()
    for n in (20, 30, 40, 50):
        x, edge_index = torch.randn(n, 16), torch.randint(n, (2, 4 * n))
        torch.compile(conv, backend="eager")(x, edge_index)
        net(x, edge_index)
