"""A number is no Tensor either, and an annotation of `message` does not help: it is not read."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class ScaledSum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor, times: int) -> Tensor:
        return self.propagate(edge_index, x=x, times=times)  # expect: GNN101

    def message(self, x_j: Tensor, times: int) -> Tensor:
        return x_j * times


def model():
    return ScaledSum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index, 3)]
