"""The number of classes is a constant of the model."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(20, 32)
        self.num_kinds = 4

    def forward(self, x: Tensor, edge_index: Tensor, kind: Tensor) -> Tensor:
        kind_hot = F.one_hot(kind, self.num_kinds).to(x.dtype)
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
