"""A buffer has no gradient until it is told to have one; a weight has, and stays as it is."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("shift", torch.zeros(1))
        self.weight = torch.nn.Parameter(torch.ones(16))

    def forward(self, x: Tensor) -> Tensor:
        self.weight.requires_grad_()
        self.shift.requires_grad_()  # expect: GNN350
        return x * self.weight + self.shift


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
