"""Lists, texts, dicts and numbers have one."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if [1] and "a" and {"a": 1} and x.dim():
            x = x + 1
        if x.shape:
            x = x + 1
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
