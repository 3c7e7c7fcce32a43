"""Modules are values, and so are lists of them; a name that is not used is none."""

import torch
from torch import Tensor

SCALE = 2.0


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])
        self.first = torch.nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        layers = [layer for layer in self.layers]
        by_index = {index: layer for index, layer in enumerate(self.layers)}
        pair = [self.first, self.first]
        scale = SCALE
        act = torch.relu
        part = slice(0, 1)
        return act(x)[part] + len(layers) + len(by_index) + len(pair)


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
