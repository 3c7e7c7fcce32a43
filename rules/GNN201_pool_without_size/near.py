"""Without a batch vector there is one graph and nothing to count; and `size` may come third."""

import torch
from torch import Tensor
from torch_geometric.nn import global_add_pool, global_max_pool, global_mean_pool


class Embedding(torch.nn.Module):
    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        whole = global_mean_pool(x, None)
        best = global_max_pool(x, batch=None)
        return global_add_pool(x, batch, num_graphs) + whole + best


def model() -> Embedding:
    return Embedding()


def random_batch(
    num_nodes: int, num_edges: int, num_graphs: int
) -> tuple[Tensor, Tensor, Tensor, int]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch, num_graphs


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
