"""`torch.compile` takes the module as it is."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.relu()


def run() -> torch.nn.Module:
    return torch.compile(Net(), backend="eager")
