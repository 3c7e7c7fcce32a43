"""A sparse matrix by columns is made as one by rows."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        starts, places = torch.tensor([0, 1, 2]), torch.tensor([0, 1])
        columns = torch.sparse_csc_tensor(starts, places, torch.ones(2), (2, 2))  # expect: GNN370
        x = x + columns.to_dense().sum()  # expect: GNN370
        return self.lin(x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
