"""Propagation as a sparse matrix product: making the matrix alone ends the graph several times, and
the product with it runs uncompiled.
"""

import torch
from torch import Tensor
from torch_geometric.utils import to_torch_csr_tensor

SAME_OUTPUT = True


class Propagation(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, edge_weight: Tensor) -> Tensor:
        reverse, size = edge_index.flip(0), x.size(0)
        out = to_torch_csr_tensor(reverse, edge_weight, size) @ x  # expect: GNN214
        return self.lin(out)


def model() -> Propagation:
    torch.manual_seed(0)
    return Propagation(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edges = torch.randperm(num_nodes * num_nodes)[:num_edges]  # no edge twice
    edge_index = torch.stack([edges // num_nodes, edges % num_nodes])
    return x, edge_index, torch.rand(num_edges)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
