"""One operation over all graphs: their number is a size."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, global_add_pool

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        x = self.conv(x, edge_index)
        return global_add_pool(x, batch, num_graphs)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.arange(n) * size // n, size)
        for n, size in ((20, 2), (30, 3), (40, 4), (50, 5), (60, 6))
    ]
