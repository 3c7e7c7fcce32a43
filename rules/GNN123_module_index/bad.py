"""The modules of a list have different types, so the compiler must know which one is meant."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = torch.nn.ModuleList([torch.nn.ELU(), torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        for i in range(2):
            x = self.convs[i](x)  # expect: GNN123
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(-3.0, 3.0).view(2, 3),)]
