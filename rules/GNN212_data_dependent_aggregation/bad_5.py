"""The old function for the same: it makes a `SortAggregation` each time, and warns."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, global_sort_pool


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.lin = torch.nn.Linear(4 * 32, 2)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        x = self.conv(x, edge_index).relu()
        return self.lin(global_sort_pool(x, batch, 4))  # expect: GNN212


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.arange(n) * 3 // n)
        for n in (20, 31, 50)
    ]
