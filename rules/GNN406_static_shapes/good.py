"""Sizes are dynamic from the start."""

import torch
from torch_geometric.nn import GraphConv


def run() -> None:
    model = torch.compile(GraphConv(16, 8), backend="eager", dynamic=True)
    for n in (20, 30, 40, 50):
        model(torch.randn(n, 16), torch.randint(n, (2, 4 * n)))
