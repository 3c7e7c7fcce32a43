"""`is_scripting()` hides code from the compiler, not from the frontend before it: what stands in
the same function must still parse.
"""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if not torch.jit.is_scripting():
            try:  # expect: GNN110
                x = x.contiguous()
            except RuntimeError:
                x = x.clone()
        return x + 1


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
