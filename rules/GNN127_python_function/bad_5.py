"""`torch.Tensor` as a function; `id` of a Tensor."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def made(self, x: Tensor) -> Tensor:
        return x + torch.Tensor([1.0])  # expect: GNN127

    @torch.jit.export
    def number(self, x: Tensor) -> int:
        return id(x)  # expect: GNN127


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
