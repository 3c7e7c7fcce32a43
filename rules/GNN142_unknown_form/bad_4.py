"""A Tensor has no attributes to ask for; nor has what nothing says of that it is none."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        known = hasattr(x, "batch")  # expect: GNN142
        return x + 1 if known else x


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(3),)]
