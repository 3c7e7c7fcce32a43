"""What a trace skips, and a branch in a function that was handed to `torch.jit.script`."""

import warnings

import torch
from torch import Tensor


def pad(x: Tensor) -> Tensor:
    if x.size(0) < 4:
        return torch.nn.functional.pad(x, (0, 0, 0, 2))
    return x


pad_scripted = torch.jit.script(pad)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if not torch.jit.is_tracing() and not torch.compiler.is_compiling() and x.size(0) > 99:
            raise ValueError("too many rows")
        return pad_scripted(x)


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, (torch.ones(3, 2),))
    large = torch.ones(6, 2)
    if traced(large).shape != net(large).shape:
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
