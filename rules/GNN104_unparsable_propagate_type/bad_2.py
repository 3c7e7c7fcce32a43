"""Nothing is declared, so PyG reads the call's text, and splits it at every `=`."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing

SAME_OUTPUT = True


class WeightedSum(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor, edge_weight: Tensor) -> Tensor:
        return self.propagate(  # expect: GNN104
            edge_index, x=x, edge_weight=edge_weight.clamp(min=0.0)
        )

    def message(self, x_j: Tensor, edge_weight: Tensor) -> Tensor:
        return x_j * edge_weight.view(-1, 1)


def model():
    return WeightedSum()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index, torch.ones(4))]
