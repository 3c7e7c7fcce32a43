"""Skipped branches, and a tuple in the head of a loop."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        if not torch.jit.is_scripting():
            row, col = edge_index
        for part, factor in [(x, 1), (x + 1, 2)]:
            x = x + part * factor
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(4.0), torch.tensor([[0, 1, 2], [1, 2, 3]]))]
