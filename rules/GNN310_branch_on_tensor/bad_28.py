"""Each pair of two lists of tensors is tested: `itertools.product` hands the tensors through."""

import itertools

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        for left, right in itertools.product([out, x], repeat=2):
            if (left * right).sum() > 0:  # expect: GNN310
                out = out + 1
        return out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
