"""A type for each name; as a class attribute it is Python, which cannot be misread."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.typing import OptPairTensor

SAME_OUTPUT = True


class Bipartite(MessagePassing):
    propagate_type = {"x": OptPairTensor}

    def forward(self, x: OptPairTensor, edge_index: Tensor) -> Tensor:
        return self.propagate(edge_index, x=x)

    def message(self, x_j: Tensor) -> Tensor:
        return x_j


def model():
    return Bipartite()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [((x, x), edge_index)]
