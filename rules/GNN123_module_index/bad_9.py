"""Out of a list or a tuple a module is an object that cannot be called."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def listed(self, x: Tensor) -> Tensor:
        layers = [layer for layer in self.layers]
        return layers[0](x)  # expect: GNN123

    @torch.jit.export
    def paired(self, x: Tensor) -> Tensor:
        pair = (self.layers[0], self.layers[0])
        return pair[0](x)  # expect: GNN123


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
