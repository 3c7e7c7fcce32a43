"""A seed in the constructor, and random numbers of torch."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        torch.manual_seed(12345)
        self.noise = float(torch.rand(1))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        order = torch.randperm(x.size(0))
        x = x[order] + self.noise * torch.rand_like(x)
        return self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
