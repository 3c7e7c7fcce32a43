"""A block of the project's own is made in forward: its constructor breaks at its beginning, too."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Block(torch.nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()  # expect: GNN341
        self.width = width
        self.lin = torch.nn.Linear(width, width)  # expect: GNN341

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x)


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        return Block(32)(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
