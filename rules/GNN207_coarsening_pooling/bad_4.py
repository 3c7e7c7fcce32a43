"""A pooling layer of one's own, in the manner of SAGPooling, selects by the library's functions."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.nn.pool.connect.filter_edges import filter_adj
from torch_geometric.nn.pool.select.topk import topk


class SAGPool(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.score = GraphConv(channels, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> tuple[Tensor, Tensor]:
        score = self.score(x, edge_index).squeeze(-1)
        perm = topk(score, 0.5, batch)  # expect: GNN207
        x = x[perm] * score[perm].tanh().view(-1, 1)
        size = score.size(0)
        edge_index, _ = filter_adj(edge_index, None, perm, num_nodes=size)  # expect: GNN207
        return x, edge_index


def model() -> SAGPool:
    torch.manual_seed(0)
    return SAGPool(16)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
