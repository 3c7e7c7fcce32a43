"""What has no length that the compiler knows, and modules, cannot be taken apart."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = torch.nn.ModuleList([torch.nn.ModuleList([torch.nn.ReLU(), torch.nn.ReLU()])])

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def rest(self, x: Tensor) -> int:
        first, *others = x.shape  # expect: GNN124
        return first

    @torch.jit.export
    def joined(self, x: Tensor) -> Tensor:
        return x.view([*x.shape, 1])  # expect: GNN124

    @torch.jit.export
    def pairs(self, x: Tensor) -> Tensor:
        for first, second in self.blocks:  # expect: GNN124
            x = second(first(x))
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
