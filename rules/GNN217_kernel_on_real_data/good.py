"""The function of torch_geometric chooses operators of torch while it is compiled."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import scatter

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        out = self.conv(x, edge_index)
        return scatter(out, batch, dim=0, dim_size=num_graphs, reduce="max")


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.arange(n) * g // n, g)
        for n, g in ((20, 3), (30, 4), (50, 5))
    ]
