"""Other switches of autograd are traced."""

import torch
from torch import Tensor


class Encoder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            scale = x.abs().mean()
        return self.lin(x / scale).relu()


def model() -> Encoder:
    return Encoder()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.randn(size, 8),) for size in (4, 6, 9)]
