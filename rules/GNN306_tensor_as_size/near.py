"""Sizes from shapes, and a tensor as the value to fill with."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        position = torch.arange(x.size(0))
        score = self.lin(x).sum(dim=-1).topk(x.size(0) // 2).values
        return torch.full((3,), batch.max()).sum() * score.sum() + position


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
