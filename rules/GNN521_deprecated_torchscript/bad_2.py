"""As a decorator, and by another name."""

import torch
from torch import Tensor
from torch.jit import script as compiled

EXPECT = ("DeprecationWarning", "`torch.jit.script` is deprecated")


def run() -> Tensor:
    @compiled  # expect: GNN521
    def doubled(x: Tensor) -> Tensor:
        return x * 2

    return doubled(torch.ones(3))
