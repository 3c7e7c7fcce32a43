"""A mean over some is a sum over all, weighed, by the sum of the weights."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Supervised(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, train_mask: Tensor) -> Tensor:
        out = self.lin(x).logsumexp(dim=-1)
        weight = train_mask.to(out.dtype)
        return (out * weight).sum() / weight.sum()


def model() -> Supervised:
    torch.manual_seed(0)
    return Supervised(16, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.rand(n) > 0.5) for n in (24, 40, 31)]
