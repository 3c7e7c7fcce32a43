"""The declaration fits the call, but `message` takes a Tensor."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.typing import OptTensor


class WeightedSum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor, weight: OptTensor = None) -> Tensor:
        # propagate_type: (x: Tensor, weight: OptTensor)
        return self.propagate(edge_index, x=x, weight=weight)  # expect: GNN103

    def message(self, x_j: Tensor, weight: Tensor) -> Tensor:
        return x_j * weight.view(-1, 1)


def model():
    return WeightedSum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index, torch.ones(4))]
