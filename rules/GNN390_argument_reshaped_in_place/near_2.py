"""A tensor that is computed here, after another one was made like it."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        out = x * 2
        zeros = torch.zeros_like(out)
        out.unsqueeze_(0)
        return out + zeros


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
