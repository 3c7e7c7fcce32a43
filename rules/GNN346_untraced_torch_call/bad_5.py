"""Positions that were rounded in numpy are made into a tensor of whole numbers by its class."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Embedding

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.emb = Embedding(8, 32)

    def forward(self, x: Tensor) -> Tensor:
        cell = np.floor(x.numpy())
        return self.emb(torch.LongTensor(cell))  # expect: GNN346


def model() -> Net:
    torch.manual_seed(0)
    return Net().requires_grad_(False)


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(8 * torch.rand(n),) for n in (20, 30, 50)]
