"""An attribute that is nowhere, asked for by name."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def asked(self, x: Tensor) -> Tensor:
        return getattr(self, "missing")  # expect: GNN130


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
