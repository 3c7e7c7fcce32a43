"""Splitting a batch by sizes that stand in a tensor copies them to Python first."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, num_nodes: Tensor) -> Tensor:
        sizes: list[int] = num_nodes.long().tolist()  # expect: GNN303
        first, second = self.lin(x).split(sizes)
        return first.mean(dim=0) - second.mean(dim=0)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(20, 16), torch.tensor([12, 8])),
        (torch.randn(30, 16), torch.tensor([10, 20])),
        (torch.randn(50, 16), torch.tensor([24, 26])),
    ]
