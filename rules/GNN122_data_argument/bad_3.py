"""Counts are attributes too."""

import torch
from torch import Tensor
from torch_geometric.data import Data


class Net(torch.nn.Module):
    def forward(self, data) -> Tensor:
        return torch.ones(data.num_edges)  # expect: GNN122


def model():
    return Net()


def inputs():
    return [(Data(x=torch.arange(6.0).view(3, 2), edge_index=torch.tensor([[0, 1], [1, 2]])),)]
