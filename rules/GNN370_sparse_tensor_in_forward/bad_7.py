"""A matrix made sparse in blocks is no less sparse."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        blocks = x.to_sparse_bsr((2, 2))  # expect: GNN370
        return self.lin(blocks.to_dense())  # expect: GNN370


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
