"""An ordinary module; its instance is compiled, with all that `forward` calls."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x)


def run() -> None:
    net = torch.jit.script(Net())
    try:
        net.graph  # noqa: B018
    except RuntimeError:
        warnings.warn("forward is not compiled", RuntimeWarning, stacklevel=1)
