"""A generator of numpy of its own, made once."""

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.rng = np.random.default_rng(0)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        scale = self.rng.uniform(0.5, 1.5)  # expect: GNN337
        return scale * self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
