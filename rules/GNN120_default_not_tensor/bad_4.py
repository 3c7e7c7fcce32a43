"""None passes as the default of a Tensor, until a compiled call relies on it. Then the compiler
fails with "Unsupported value kind: Tensor" and names no line.
"""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def scale(self, x: Tensor, weight=None) -> Tensor:  # expect: GNN120
        if weight is not None:
            return x * weight
        return x

    def forward(self, x: Tensor) -> Tensor:
        return self.scale(x)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
