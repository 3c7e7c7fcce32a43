"""Without annotation `data` is a Tensor, and Tensors have no `x`."""

import torch
from torch import Tensor
from torch_geometric.data import Data

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, data) -> Tensor:
        x, edge_index = data.x, data.edge_index  # expect: GNN122
        return x[edge_index[0]]


def model():
    return Net()


def inputs():
    return [(Data(x=torch.arange(6.0).view(3, 2), edge_index=torch.tensor([[0, 1], [1, 2]])),)]
