"""Options, the rank, a width, `is None`: each is the same for every input of the kind."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self, residual: bool) -> None:
        super().__init__()
        self.residual = residual
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor, weight: Tensor | None = None) -> Tensor:
        out = self.lin(x)
        if weight is not None:
            out = out * weight
        if self.residual:
            out = out + x
        return out if out.dim() == 2 else out.flatten(1)


def run() -> None:
    net = Net(True)
    traced = torch.jit.trace(net, (torch.ones(2, 3),))
    if not torch.equal(traced(torch.ones(5, 3)), net(torch.ones(5, 3))):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
