"""The model gives the energy; the caller takes the gradient."""

import torch
from torch import Tensor
from torch.nn import Linear

OTHER_OUTPUT = "the energy, of which the caller takes the gradient"


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).tanh().sum()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16, requires_grad=True),) for n in (20, 30, 50)]
