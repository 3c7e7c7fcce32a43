"""Operators as functions, of what is known while tracing; numpy's numbers from the constructor."""

import operator

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.rows = np.prod([2, 3])
        self.width = np.max((8, 16))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        if operator.gt(x.size(0), 5) and operator.is_not(out, None):
            out = out * operator.ge(out, 0)
        rows = x[: self.rows] + operator.getitem(x, 0)
        return out + rows.view(-1, self.width).sum() * operator.pow(2, 3)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
