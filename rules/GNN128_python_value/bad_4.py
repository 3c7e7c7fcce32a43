"""A device, the name of the module, a number of the class, `slice` as a value."""

import torch
from torch import Tensor

CPU = torch.device("cpu")


class Net(torch.nn.Module):
    scale = 2.0

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def moved(self, x: Tensor) -> Tensor:
        return x.to(CPU)  # expect: GNN128

    @torch.jit.export
    def named(self, x: Tensor) -> str:
        return __name__  # expect: GNN128

    @torch.jit.export
    def scaled(self, x: Tensor) -> Tensor:
        return x * Net.scale  # expect: GNN128

    @torch.jit.export
    def method(self, x: Tensor) -> Tensor:
        return x.sum  # expect: GNN128


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
