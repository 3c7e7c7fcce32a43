"""The annotation of a module that the instance has would have to be an interface."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    layers: torch.nn.ModuleList  # expect: GNN135

    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
