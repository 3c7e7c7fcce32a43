"""The function of torch takes the same arguments."""

import torch
from torch_geometric.nn import SAGEConv


def run() -> torch.nn.Module:
    return torch.compile(SAGEConv(16, 8))
