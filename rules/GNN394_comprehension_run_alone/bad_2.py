"""A layer that breaks is called from the comprehension: it is resumed after, and so runs alone."""

import torch
from torch import Tensor
from torch.nn import Linear, Module, ModuleList


class Layer(Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        print(out.sum())  # expect: GNN330
        return out


class Net(Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = ModuleList([Layer(), Layer()])

    def forward(self, x: Tensor) -> Tensor:
        out = [layer(x) for layer in self.layers]  # expect: GNN394
        return torch.cat(out, dim=-1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
