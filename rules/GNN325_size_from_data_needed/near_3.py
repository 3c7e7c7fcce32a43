"""What a constructor or a default computes is there before anything is compiled."""

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


def take(x: Tensor, rows: int = np.prod([2, 3])) -> Tensor:
    return x[:rows]


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.register_buffer("kinds", torch.unique(torch.tensor([1, 1, 2])))
        self.name = f"of {torch.tensor(3)}"

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        if self.kinds.size(0) > 1 and "3" in self.name and len(self.name) > 2:
            out = out + self.kinds.sum()
        return take(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
