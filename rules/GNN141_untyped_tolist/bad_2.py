"""A list of numbers is no list of texts."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def texts(self, x: Tensor) -> list[str]:
        found: list[str] = x.tolist()  # expect: GNN141
        return found


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
