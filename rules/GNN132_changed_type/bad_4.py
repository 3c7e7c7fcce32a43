"""Items that are not what the list is declared to hold."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        sizes: list[int] = [0.5, 1.5]  # expect: GNN132
        return x * len(sizes)


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
