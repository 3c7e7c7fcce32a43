"""A tensor is walked over row by row: as many rounds as there are nodes, one by one."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = torch.zeros(16)
        for row in self.lin(x).relu():  # expect: GNN403
            out = torch.tanh(out + row)
        return out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16),) for n in (2, 3, 4, 5, 6)]
