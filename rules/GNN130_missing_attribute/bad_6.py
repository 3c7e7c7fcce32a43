"""The class of a module is nothing that compiled code can ask for."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if self.__class__.__name__ == "Net":  # expect: GNN130
            return x
        return x + 1


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
