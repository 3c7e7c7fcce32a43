"""A break in a function that is called while a sparse tensor is kept for later has nowhere to keep it."""

import torch
from torch import Tensor
from torch.nn import Linear


def shown(out: Tensor) -> None:
    print(out.shape)  # expect: GNN330


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.spread = False

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        adjacency = out.to_sparse()  # expect: GNN370
        shown(out)  # expect: GNN370
        return adjacency @ out if self.spread else out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
