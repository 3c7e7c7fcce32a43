"""Keys that are not what the dict is declared to have."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        weights: dict[str, float] = {0: 1.0}  # expect: GNN132
        return x * len(weights)


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
