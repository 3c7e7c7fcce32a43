"""The width of the result is the largest label plus one, which is read from the data."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(20, 32)

    def forward(self, x: Tensor, edge_index: Tensor, kind: Tensor) -> Tensor:
        kind_hot = F.one_hot(kind).to(x.dtype)  # expect: GNN323
        return self.conv(torch.cat([x, kind_hot], dim=-1), edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.arange(n) % 4)
        for n in (20, 30, 50)
    ]
