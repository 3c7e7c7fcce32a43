"""A Tensor is converted to a number when it runs."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class ScaledSum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor, times: Tensor) -> Tensor:
        # propagate_type: (x: Tensor, times: int)
        return self.propagate(edge_index, x=x, times=times)

    def message(self, x_j: Tensor, times: int) -> Tensor:
        return x_j * times


def model():
    return ScaledSum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index, torch.tensor(3))]
