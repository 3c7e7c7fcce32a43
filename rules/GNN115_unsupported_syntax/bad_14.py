"""A generator."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def rows(self, x: Tensor):
        for i in range(2):
            yield x[i]  # expect: GNN115

    def forward(self, x: Tensor) -> Tensor:
        out = torch.zeros(3)
        for row in self.rows(x):
            out = out + row
        return out


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
