"""A pair of features, built in `forward`, is a tuple and no Tensor."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class PairSum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        pair = (x, x)
        return self.propagate(edge_index, x=pair)  # expect: GNN101

    def message(self, x_j: Tensor) -> Tensor:
        return x_j


def model():
    return PairSum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index)]
