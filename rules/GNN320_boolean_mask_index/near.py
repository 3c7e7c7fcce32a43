"""Writing by a mask keeps the shape, and integers as index have a length that is known."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.token = torch.nn.Parameter(torch.zeros(32))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        mask = x.sum(dim=-1) > 0
        out[mask] = 0.0
        out[~mask] = self.token
        out[mask, 1] = out.mean()
        out = out.masked_fill(out > 10, 10.0)
        return out[edge_index[0]] + out[None, 0]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
