"""Literals, slices, lists, None; tuples of one type by a variable."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pair = (x, x + 1)
        for i in range(2):
            x = x + pair[i]
        mixed = (x, 2)
        x = mixed[0] * mixed[-1] + len(mixed[:1])
        return x[[0, 1]][:, None].squeeze(1)[..., :]


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
