"""A tensor of selected rows is walked over: how many there are, only the data know."""

import torch
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        state = out.new_zeros(16)
        kept = out[out[:, 0] > 0]  # expect: GNN320
        for row in kept:  # expect: GNN325
            state = state + torch.tanh(row)
        return state


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
