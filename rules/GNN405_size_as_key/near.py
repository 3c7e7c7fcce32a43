"""A size that is a value, not a key; tensors indexed by sizes; keys that do not change."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lins = torch.nn.ModuleList(torch.nn.Linear(16, 16) for _ in range(3))
        self.table = torch.nn.Parameter(torch.randn(64, 16))
        self.sizes: dict[str, int] = {}

    def forward(self, x: Tensor, num_nodes: int) -> Tensor:
        self.sizes["nodes"] = num_nodes
        for i in range(3):
            x = self.lins[i](x)
        return x + self.table[:num_nodes] + self.table[num_nodes] + x[num_nodes - 1]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), n) for n in (20, 30, 40, 50, 60)]
