"""Variables within the function are declared in the same words as its parameters."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        kept: [Tensor] = [x]  # expect: GNN135
        return kept[0]


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(3),)]
