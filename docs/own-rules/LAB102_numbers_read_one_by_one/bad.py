"""Each `.item()` breaks the graph by default, and waits until the device has come so far."""

import torch
from torch import nn


class Scaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(8, 8)

    def forward(self, x):
        low = x.min().item()  # expect: GNN301
        high = x.max().item()  # expect: LAB102
        return self.lin((x - low) / (high - low))


def model():
    return Scaler()


def inputs():
    return [(torch.randn(size, 8),) for size in (4, 6, 9)]
