"""A pair whose second half may be missing is an `OptPairTensor`."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.typing import OptPairTensor, PairTensor  # noqa: F401

SAME_OUTPUT = True


class Bipartite(MessagePassing):
    def forward(self, x: OptPairTensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: PairTensor)
        return self.propagate(edge_index, x=x)  # expect: GNN103

    def message(self, x_j: Tensor) -> Tensor:
        return x_j


def model():
    return Bipartite()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [((x, x), edge_index)]
