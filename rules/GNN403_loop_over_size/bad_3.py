"""A list repeated as often as there are graphs is a list of another length each time."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)
        self.token = torch.nn.Parameter(torch.randn(1, 16))

    def forward(self, x: Tensor, num_graphs: int) -> Tensor:
        tokens = torch.cat([self.token] * num_graphs)  # expect: GNN403
        return torch.cat([self.lin(x), tokens])


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), n // 10) for n in (20, 30, 40, 50, 60)]
