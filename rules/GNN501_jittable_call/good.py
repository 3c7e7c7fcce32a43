"""Script the layer as it is."""

import torch
from torch_geometric.nn import SAGEConv


def run() -> torch.jit.ScriptModule:
    return torch.jit.script(SAGEConv(16, 8))
