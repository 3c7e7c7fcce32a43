"""A ParameterList as well."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = torch.nn.ParameterList([torch.ones(3), torch.ones(3)])

    def forward(self, x: Tensor) -> Tensor:
        for i in range(2):
            x = x * self.weights[i]  # expect: GNN123
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
