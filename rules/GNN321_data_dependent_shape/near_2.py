"""Operations of fixed shape that look like the others."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        top = self.lin(x).topk(3, dim=0).indices
        order = x.sum(dim=-1).argsort()
        near = torch.cdist(x, x).topk(4, largest=False).indices
        classes = torch.nn.functional.one_hot(batch, num_classes=8)
        count = torch.zeros(8).scatter_add_(0, batch, torch.ones(x.size(0)))
        picked = torch.multinomial(torch.ones(5), 2)
        kept = torch.where(x > 0, x, 0.0).masked_fill(x > 3, 1.0)
        kept[batch > 0] = 0
        found = torch.nonzero_static(batch, size=5)
        return (
            kept[order].sum()
            + top.sum()
            + near.sum()
            + classes.sum()
            + count.sum()
            + picked.sum()
            + found.sum()
        )


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
