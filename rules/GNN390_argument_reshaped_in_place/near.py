"""Tensors made in forward may be reshaped in place, and arguments be written into."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor, edge_weight: Tensor) -> Tensor:
        edge_weight.mul_(2).clamp_(max=1)
        weight = edge_weight.unsqueeze(-1) * 2
        weight.squeeze_(-1)
        out = self.conv(x, edge_index, weight).t_()
        return out.transpose_(0, 1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.rand(4 * n)) for n in (20, 30, 50)
    ]
