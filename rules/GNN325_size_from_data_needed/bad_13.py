"""Is the exponent negative? Then the result is no integer."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        depth = int(batch.max())  # expect: GNN302
        return self.lin(x) * 2**depth  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
