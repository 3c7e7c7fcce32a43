"""Slices of tuples by variables, bounds that are no ints, writing into slices of lists."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def cut(self, x: Tensor, start: int) -> Tensor:
        pair = (x, 1, "a")
        return pair[start:][0]  # expect: GNN139

    @torch.jit.export
    def bound(self, x: Tensor) -> Tensor:
        return x["a":]  # expect: GNN139

    @torch.jit.export
    def written(self, x: Tensor) -> Tensor:
        x[1.5] = 1.0  # expect: GNN139
        return x

    @torch.jit.export
    def replaced(self, x: Tensor) -> list[int]:
        sizes = [1, 2]
        sizes[0:1] = [3]  # expect: GNN139
        return sizes

    @torch.jit.export
    def outside(self, x: Tensor) -> Tensor:
        return self.layers[3](x)  # expect: GNN139


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
