"""The modules of a slice cannot be called: the slice is a tuple of plain objects to the
compiler.
"""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = torch.nn.ModuleList([torch.nn.ELU(), torch.nn.ReLU()])

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs[:-1]:
            x = conv(x)  # expect: GNN123
        return self.convs[-1](x)


def model():
    return Net()


def inputs():
    return [(torch.arange(-3.0, 3.0).view(2, 3),)]
