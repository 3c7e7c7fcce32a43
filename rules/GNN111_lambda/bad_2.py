"""The usual place: one reshape for query, key and value."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        q, k = map(lambda t: t.view(-1, 3, 1), (x, x + 1))  # expect: GNN111
        return (q * k).sum(dim=1)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
