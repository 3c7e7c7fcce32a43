"""Modules are looped over one by one, lists are not: they cannot be zipped."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU(), torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        scales = [1.0, 2.0]
        for layer, scale in zip(self.layers, scales):  # expect: GNN143
            x = layer(x) * scale
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
