"""Hooks that share an argument must agree: `ptr` without annotation is a Tensor, and an optional
one in `MessagePassing.aggregate`.
"""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class Sum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: Tensor)
        return self.propagate(edge_index, x=x)

    def message(self, x_j: Tensor, index, ptr) -> Tensor:  # expect: GNN104
        return x_j


def model():
    return Sum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index)]
