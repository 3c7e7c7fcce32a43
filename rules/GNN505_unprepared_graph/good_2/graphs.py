"""Graphs with normalised weights."""

import torch
import torch_geometric.transforms as T
from torch import Tensor
from torch_geometric.data import Data


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    source = torch.randint(num_nodes, (num_edges,))
    target = (source + torch.randint(1, num_nodes, (num_edges,))) % num_nodes  # another node
    data = T.GCNNorm()(Data(x, torch.stack([source, target])))
    return data.x, data.edge_index, data.edge_weight
