"""Modules zipped with fewer modules, with a tuple, and counted; the names of a ModuleDict."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU(), torch.nn.ReLU()])
        self.norms = torch.nn.ModuleList([torch.nn.LayerNorm(3)])
        self.scales = (1.0, 2.0)
        self.named = torch.nn.ModuleDict({"first": torch.nn.ReLU()})

    def forward(self, x: Tensor) -> Tensor:
        for layer, norm in zip(self.layers, self.norms):
            x = norm(layer(x))
        for layer, scale in zip(self.layers, self.scales):
            x = layer(x) * scale
        for index, (layer, norm) in enumerate(zip(self.layers, self.norms)):
            x = norm(layer(x)) + index
        for index, name in enumerate(self.named):
            x = x + index + len(name)
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
