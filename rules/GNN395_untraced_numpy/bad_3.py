"""Methods of its functions are not traced either."""

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        degree = np.zeros(x.size(0), dtype=np.float32)
        np.add.at(degree, edge_index[1].numpy(), 1)  # expect: GNN395
        return self.conv(x, edge_index) / (1 + torch.from_numpy(degree).unsqueeze(-1))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
