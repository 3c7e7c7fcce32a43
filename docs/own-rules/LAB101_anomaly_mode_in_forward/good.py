"""Around the compiled model it costs no graph, and ends with the block."""

import torch
from torch import Tensor


class Encoder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


def train(encoder: Encoder, x: Tensor) -> None:
    with torch.autograd.detect_anomaly():
        encoder(x).sum().backward()


def model() -> Encoder:
    return Encoder()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.randn(size, 8),) for size in (4, 6, 9)]
