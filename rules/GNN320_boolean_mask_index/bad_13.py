"""A row of a comparison of positions with limits: a mask, and no number that is read back."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor, limits) -> Tensor:  # type: ignore[no-untyped-def]
        taken = torch.arange(x.shape[0]) < limits[:, None]
        return x[taken[0]]  # expect: GNN320


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.tensor([n // 2, n // 4])) for n in (20, 30, 50)]
