"""The counter of `enumerate`, used on another list."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = torch.nn.ModuleList([torch.nn.ELU(), torch.nn.ReLU()])
        self.norms = torch.nn.ModuleList([torch.nn.Tanh(), torch.nn.Tanh()])

    def forward(self, x: Tensor) -> Tensor:
        for i, conv in enumerate(self.convs):
            x = self.norms[i](conv(x))  # expect: GNN123
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(-3.0, 3.0).view(2, 3),)]
