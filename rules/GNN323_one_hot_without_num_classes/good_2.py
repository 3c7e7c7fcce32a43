"""The number of graphs is an argument."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        return F.one_hot(batch, num_classes=num_graphs).to(x.dtype).t() @ self.lin(x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10), n) for n in (2, 3, 5)]
