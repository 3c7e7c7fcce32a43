"""Attention between the nodes of each graph needs a padded tensor, whose shape is the number of
graphs by the size of the largest: `to_dense_batch` reads both back.
"""

import torch
from torch import Tensor
from torch_geometric.utils import to_dense_batch

SAME_OUTPUT = True


class GraphAttention(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = torch.nn.Linear(channels, channels)
        self.value = torch.nn.Linear(channels, channels)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        dense, mask = to_dense_batch(x, batch)  # expect: GNN206
        score = self.query(dense) @ dense.transpose(1, 2)
        score = score.masked_fill(~mask.unsqueeze(1), -1e9)
        out = score.softmax(dim=-1) @ self.value(dense)
        return (out * mask.unsqueeze(-1)).sum(dim=1)


def model() -> GraphAttention:
    torch.manual_seed(0)
    return GraphAttention(16)


def random_batch(num_nodes: int, num_graphs: int) -> tuple[Tensor, Tensor, int]:
    x = torch.randn(num_nodes, 16)
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, batch, num_graphs


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [random_batch(24, 3), random_batch(40, 4), random_batch(31, 5)]
