"""`compile` as a method of the module, and a function of that name of one's own."""

import torch
from torch_geometric.nn import SAGEConv


def compile(model: torch.nn.Module) -> torch.nn.Module:
    model.compile(fullgraph=True)
    return model


def run() -> torch.nn.Module:
    return compile(SAGEConv(16, 8))
