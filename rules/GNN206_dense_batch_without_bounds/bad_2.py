"""One dense adjacency matrix for the whole batch of one graph. Not even fullgraph takes it: the
size it reads back has to agree with `x`.
"""

import torch
from torch import Tensor
from torch_geometric.utils import to_dense_adj

SAME_OUTPUT = True


class DenseStep(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        adj = to_dense_adj(edge_index)[0]  # expect: GNN206
        return adj @ self.lin(x)


def model() -> DenseStep:
    torch.manual_seed(0)
    return DenseStep(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = num_nodes - 1  # the last node has an edge
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
