"""Graphs as they come."""

import torch
from torch import Tensor


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    source = torch.randint(num_nodes, (num_edges,))
    target = (source + torch.randint(1, num_nodes, (num_edges,))) % num_nodes  # another node
    return x, torch.stack([source, target])
