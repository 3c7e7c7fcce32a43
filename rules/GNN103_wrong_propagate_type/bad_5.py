"""What PyG computes for the hooks has types too: `size_i` may be None, and no annotation says
Tensor.
"""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class Mean(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: Tensor)
        return self.propagate(edge_index, x=x)

    def message(self, x_j: Tensor, size_i) -> Tensor:  # expect: GNN103
        return x_j


def model():
    return Mean()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index)]
