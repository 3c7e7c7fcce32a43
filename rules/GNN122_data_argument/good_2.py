"""Where one argument is wanted: a NamedTuple, annotated."""

from typing import NamedTuple

import torch
from torch import Tensor

SAME_OUTPUT = True


class Graph(NamedTuple):
    x: Tensor
    edge_index: Tensor


class Net(torch.nn.Module):
    def forward(self, graph: Graph) -> Tensor:
        return graph.x[graph.edge_index[0]]


def model():
    return Net()


def inputs():
    return [(Graph(torch.arange(6.0).view(3, 2), torch.tensor([[0, 1], [1, 2]])),)]
