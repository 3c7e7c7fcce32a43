"""A sparse matrix that the module keeps cannot enter a graph either."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.register_buffer("mixing", torch.eye(20).to_sparse())

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        return torch.sparse.mm(self.mixing, out)  # expect: GNN370


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(20, 16),) for _ in range(3)]
