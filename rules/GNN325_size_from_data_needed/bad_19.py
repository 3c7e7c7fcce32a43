"""Pooling along selected rows asks whether there are any."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch.nn import functional as F


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        kept = out[out[:, 0] > -9]  # expect: GNN320
        return F.adaptive_max_pool1d(kept.t().unsqueeze(0), 4)  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
