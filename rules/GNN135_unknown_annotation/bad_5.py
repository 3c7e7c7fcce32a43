"""The signatures that torch_geometric before 2.5 took, a line each, are none to torch."""

from typing import Tuple

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x, pair):  # expect: GNN135
        # type: (Tensor, Tensor) -> Tensor
        # type: (Tensor, Tuple[Tensor, Tensor]) -> Tensor
        return x


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor, Tuple[Tensor, Tensor]]]:
    return [(torch.ones(3), (torch.ones(3), torch.ones(3)))]
