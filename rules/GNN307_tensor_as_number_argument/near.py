"""Tensors where operators take tensors; whole numbers that the compiler is given with their tensor."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.register_buffer("parts", torch.tensor(4))

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x).clamp(min=x.mean())
        out = out.masked_fill(out > 1, x.max()) + out.abs().pow(x.abs().mean())
        return out.view(-1, self.parts, 8)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
