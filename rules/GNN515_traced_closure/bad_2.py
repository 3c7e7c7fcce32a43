"""The same of a method of an object that is no module."""

import torch
from torch import Tensor

EXPECT = ("RuntimeError", "Cannot insert a Tensor that requires grad as a constant")


class Encoder:
    def __init__(self, width: int) -> None:
        self.lin = torch.nn.Linear(width, width)

    def encode(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()  # expect: GNN515


def run() -> torch.nn.Module:
    encoder = Encoder(3)
    return torch.jit.trace(encoder.encode, torch.ones(2, 3))
