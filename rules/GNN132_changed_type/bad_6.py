"""Variables of a block around this one keep their type, and modules are no variables."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = torch.nn.ReLU()
        self.second = torch.nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def declared(self, x: Tensor) -> Tensor:
        scale = 1
        for index in range(3):
            scale: int = index  # expect: GNN132
        return x * scale

    @torch.jit.export
    def looped(self, x: Tensor) -> Tensor:
        index = "none"
        for index in range(3):  # expect: GNN132
            x = x + 1
        return x

    @torch.jit.export
    def comprehended(self, x: Tensor) -> list[int]:
        return [x for x in [1, 2]]  # expect: GNN132

    @torch.jit.export
    def chosen(self, x: Tensor) -> Tensor:
        layer = self.first
        if x.dim() > 1:
            layer = self.second  # expect: GNN132
        return layer(x)

    @torch.jit.export
    def listed(self, x: Tensor) -> list[int]:
        found: list[int] = {}  # expect: GNN132
        return [1]


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
