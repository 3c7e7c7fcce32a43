"""`unbind` makes a tensor of each row; `stack` takes them up again."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        rows = torch.unbind(self.lin(x))  # expect: GNN403
        return torch.stack(rows[::-1])


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16),) for n in (2, 3, 4, 5, 6)]
