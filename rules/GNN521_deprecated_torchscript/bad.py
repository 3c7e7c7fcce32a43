"""torch itself says so, at each call."""

import torch
from torch import Tensor

EXPECT = ("DeprecationWarning", "`torch.jit.script` is deprecated")


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.relu()


def run() -> torch.nn.Module:
    return torch.jit.script(Net())  # expect: GNN521
