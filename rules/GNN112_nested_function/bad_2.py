"""Also when only the branch that scripting skips calls it."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        def double(t: Tensor) -> Tensor:  # expect: GNN112
            return t * 2

        if torch.jit.is_scripting():
            return x + x
        return double(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
