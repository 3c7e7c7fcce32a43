"""Item access by name: a Tensor is not indexed by a string."""

import torch
from torch import Tensor
from torch_geometric.data import Data


class Net(torch.nn.Module):
    def forward(self, data) -> Tensor:
        return data["x"] + 1  # expect: GNN122


def model():
    return Net()


def inputs():
    return [(Data(x=torch.arange(6.0).view(3, 2), edge_index=torch.tensor([[0, 1], [1, 2]])),)]
