"""Before PyG 2.5 a `compile` of its own prepared the layers. They need no preparation any more, and
the function only goes on to `torch.compile`.
"""

import torch
import torch_geometric
from torch_geometric.nn import SAGEConv

EXPECT = ("UserWarning", "'torch_geometric.compile' is deprecated in favor of 'torch.compile'")


def run() -> torch.nn.Module:
    return torch_geometric.compile(SAGEConv(16, 8))  # expect: GNN502
