"""numpy multiplies the sizes of a grid, and its number is an array in the graph."""

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.shape = (4, 8)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        return out.view(-1, int(np.prod(self.shape)))  # expect: GNN302


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
