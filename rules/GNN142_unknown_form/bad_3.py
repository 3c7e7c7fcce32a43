"""Numbers of TorchScript have 64 bits, one of them for the sign."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x % 0xFFFFFFFFFFFFFFFF  # expect: GNN142


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(3.0),)]
