"""`unbind` and a shape give lists without a copy, and a single number that the code made a tensor of
is known."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        sizes = list(x.shape)
        rows = list(self.lin(x).t().unbind())
        [width] = torch.tensor([sizes[1]]).tolist()
        return rows[0] * width * torch.tensor(2).tolist()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
