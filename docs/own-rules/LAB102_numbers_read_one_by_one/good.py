"""As tensors without dimensions they stay on the device."""

import torch
from torch import nn


class Scaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(8, 8)

    def forward(self, x):
        low = x.min()
        high = x.max()
        return self.lin((x - low) / (high - low))


def model():
    return Scaler()


def inputs():
    return [(torch.randn(size, 8),) for size in (4, 6, 9)]
