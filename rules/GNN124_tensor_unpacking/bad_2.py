"""In a helper, where the parameter has no annotation."""

import torch
from torch import Tensor

SAME_OUTPUT = True


def difference(x, edge_index):
    row, col = edge_index  # expect: GNN124
    return x[row] - x[col]


class Net(torch.nn.Module):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return difference(x, edge_index)


def model():
    return Net()


def inputs():
    return [(torch.arange(4.0), torch.tensor([[0, 1, 2], [1, 2, 3]]))]
