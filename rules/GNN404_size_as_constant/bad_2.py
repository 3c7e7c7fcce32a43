"""`steps` decides a shape that Dynamo wants as a constant."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        num_nodes = x.size(0)
        x = self.lin(x)
        return x * torch.linspace(0, 1, num_nodes).unsqueeze(-1)  # expect: GNN404


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 40, 50, 60)]
