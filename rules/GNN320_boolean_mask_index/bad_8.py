"""The edges of one kind are picked; what is compared is a tensor, as a mask shows."""

import torch
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x, edge_index, kind):
        chosen = edge_index[:, kind == 0]  # expect: GNN320
        return self.conv(x, chosen)


def model():
    torch.manual_seed(0)
    return Net()


def inputs():
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.randint(2, (4 * n,)))
        for n in (20, 30, 50)
    ]
