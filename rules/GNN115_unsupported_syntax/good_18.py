"""A list for a set, a loop for a filtered comprehension, an attribute for a global."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        dim = x.dim()
        assert dim in [1, 2]
        parts = [x]
        for i in range(3):
            if i != 1:
                parts.append(x * i)
        return torch.stack(parts)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
