"""None, passed on purpose."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def scale(self, x, weight):
        if weight is not None:
            return x * weight
        return x

    def forward(self, x: Tensor) -> Tensor:
        return self.scale(x, None)  # expect: GNN121


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
