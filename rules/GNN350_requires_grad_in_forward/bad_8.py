"""A tensor that is made here and computed with: what is returned has its gradient."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        strain = torch.zeros(16)
        strain.requires_grad_()  # expect: GNN350
        return x + strain


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
