"""The longest of the graphs' lengths, by `max` of a generator that has a default."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, xs: list[Tensor], edge_index: Tensor) -> Tensor:
        longest = max((x.size(0) for x in xs), default=0)  # expect: GNN384
        return self.conv(xs[0] + xs[1], edge_index) / longest


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[list[Tensor], Tensor]]:
    torch.manual_seed(1)
    return [
        ([torch.randn(n, 16), torch.randn(n, 16)], torch.randint(n, (2, 4 * n)))
        for n in (20, 30, 50)
    ]
