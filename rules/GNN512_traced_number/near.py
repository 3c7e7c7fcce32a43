"""Sizes that are passed on or divided, slices up to a size: all are operations of the trace."""

import warnings

import torch
from torch import Tensor
from torch_geometric.utils import scatter


class Net(torch.nn.Module):
    def forward(self, x: Tensor, index: Tensor) -> Tensor:
        rows = torch.zeros(x.size(0), 2).sum() + x.numel()
        half = x[: x.size(0) // 2]
        pooled = scatter(x, index, dim_size=x.size(0))
        return rows + half.sum() + pooled.sum()


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, (torch.rand(4, 2), torch.arange(4)))
    given = torch.rand(9, 2), torch.arange(9)
    if not torch.allclose(traced(*given), net(*given)):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
