"""`int()` of a truth asks whether it is 1, which fullgraph=True does not know."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        out = self.lin(x)
        return out * int((batch > 3).any())  # expect: GNN302


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
