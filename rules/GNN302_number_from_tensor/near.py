"""Numbers made from sizes and from configuration."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.ratio = 0.5

    def forward(self, x: Tensor) -> Tensor:
        keep = int(self.ratio * x.size(0))
        scale = 1.0 / float(x.size(-1))
        return scale * self.lin(x[:keep]) if bool(self.training) else self.lin(x[:keep])


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
