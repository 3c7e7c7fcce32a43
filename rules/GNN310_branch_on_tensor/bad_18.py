"""A line that breaks in every mode makes sizes known again: the test of one behind it is clean."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        kept = out[out[:, 0] > 0]  # expect: GNN320
        if out.sum() > 0:  # expect: GNN310
            out = out * 2
        if kept.size(0) > 3:
            out = out + kept.mean(dim=0)
        return out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
