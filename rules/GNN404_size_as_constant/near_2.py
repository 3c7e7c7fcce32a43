"""What only the first call does is not compiled again."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.calls = 0
        self.grid = None

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        if self.calls < 1:
            x = x + torch.linspace(0, 1, x.size(0)).unsqueeze(-1)
            self.calls += 1
        if self.grid is None:
            self.grid = torch.linspace(0, 1, x.size(0))
        return self.conv(x, edge_index) * self.grid.sum()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50, 70)]
