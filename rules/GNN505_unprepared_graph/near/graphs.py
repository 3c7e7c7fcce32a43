"""Graphs to which an edge from each node to itself is added by hand."""

import torch
from torch import Tensor


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    source = torch.randint(num_nodes, (num_edges,))
    target = (source + torch.randint(1, num_nodes, (num_edges,))) % num_nodes  # another node
    edge_index = torch.stack([source, target])
    own = torch.arange(num_nodes)
    return x, torch.cat([edge_index, torch.stack([own, own])], dim=1)
