"""`zeros_like` and buffers follow the tensors; outside of what is traced any device will do."""

import warnings

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("bias", torch.zeros(3, device="cpu"))

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.zeros_like(x) + self.bias


def run() -> None:
    traced = torch.jit.trace(Net(), torch.ones(3, device="cpu"))
    try:
        traced.to("meta")(torch.ones(3, device="meta"))
    except RuntimeError:
        warnings.warn("another device", RuntimeWarning, stacklevel=1)
