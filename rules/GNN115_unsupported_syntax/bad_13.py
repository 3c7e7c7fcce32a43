"""`raise` alone, which crashes the frontend, without a line."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.dim() > 5:
            raise  # expect: GNN115
        return x + 1


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
