"""Each size becomes a constant of a graph of its own. Left out, sizes turn dynamic with the second
graph, and nothing is compiled any more.
"""

import torch
from torch_geometric.nn import GraphConv

EXPECT = ("Recompile", "size mismatch at index 0. expected 40, actual 50")


def run() -> None:
    model = torch.compile(GraphConv(16, 8), backend="eager", dynamic=False)  # expect: GNN406
    for n in (20, 30, 40, 50):
        model(torch.randn(n, 16), torch.randint(n, (2, 4 * n)))
