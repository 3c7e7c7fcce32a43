"""A list of layers, one for each number of graphs."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.heads = torch.nn.ModuleList(torch.nn.Linear(16, 16) for _ in range(10))

    def forward(self, x: Tensor, num_graphs: int) -> Tensor:
        return self.heads[num_graphs](x)  # expect: GNN405


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), n // 10) for n in (20, 30, 40, 50, 60)]
