"""A cell, unrolled over a fixed number of steps. The loop disappears in the graph."""

import torch
from torch import Tensor
from torch.nn import GRUCell

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = GRUCell(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        out = x.new_zeros(x.size(0), 32)
        for step in range(x.size(1)):
            out = self.cell(x[:, step], out)
        return out.relu()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16),) for n in (20, 30, 50)]
