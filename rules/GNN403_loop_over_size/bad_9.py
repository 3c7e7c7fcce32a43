"""Numbers that are read from a tensor, one a node, and gone through."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        out = self.lin(x)
        for number in z.tolist():  # expect: GNN303, GNN403
            out = out + number
        return out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n)) for n in (2, 3, 4, 5, 6)]
