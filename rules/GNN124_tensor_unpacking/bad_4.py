"""In the head of a loop."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor, pairs: Tensor) -> Tensor:
        total = x.sum()
        for row, col in pairs.t():  # expect: GNN124
            total = total + row - col
        return total


def model():
    return Net()


def inputs():
    return [(torch.arange(4.0), torch.tensor([[0, 1, 2], [1, 2, 3]]))]
