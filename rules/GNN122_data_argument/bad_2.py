"""Annotated, it is compiled as a class, and its `**kwargs` methods fail, in data.py."""

import torch
from torch import Tensor
from torch_geometric.data import Data

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def forward(self, data: Data) -> Tensor:  # expect: GNN122
        return data.x[data.edge_index[0]]


def model():
    return Net()


def inputs():
    return [(Data(x=torch.arange(6.0).view(3, 2), edge_index=torch.tensor([[0, 1], [1, 2]])),)]
