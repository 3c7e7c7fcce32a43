"""Shapes, attributes, types and None are known while the graph is traced."""

from typing import Optional

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.residual = True

    def forward(self, x: Tensor, weight: Optional[Tensor]) -> Tensor:
        assert x.dim() == 2, f"expected a matrix, got {x.shape}"
        assert (x > -100).all(), "a feature is too small"
        out = self.lin(x)
        if weight is not None and weight.dtype == x.dtype:
            out = out * weight.view(-1, 1)
        if self.residual and x.size(0) > 5 and not self.training:
            out = out + 1
        return out if x.numel() > 0 else x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Optional[Tensor]]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.rand(n)) for n in (20, 30, 50)]
