"""A full pair fits a pair whose second half may be missing."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.typing import OptPairTensor  # noqa: F401


class PairSum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: OptPairTensor)
        return self.propagate(edge_index, x=(x, x))

    def message(self, x_j: Tensor) -> Tensor:
        return x_j


def model():
    return PairSum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index)]
