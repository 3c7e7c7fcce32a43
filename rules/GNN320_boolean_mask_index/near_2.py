"""One of two is picked by a flag, which is no tensor; nor is a number, by which all or nothing is."""

import torch
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x, edge_index, flag, n):
        out = self.conv(x, edge_index)
        pair = (out, -out)
        return pair[flag == 1] + x[n > 2].sum()


def model():
    torch.manual_seed(0)
    return Net()


def inputs():
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n)), 1, 3) for n in (20, 30, 50)]
