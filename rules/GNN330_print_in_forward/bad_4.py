"""An object of the project's own that decorates a function is called in its place."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import Linear


class Counted:
    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        self.function = function

    def __call__(self, x: Tensor) -> Tensor:
        print("called")  # expect: GNN330
        return self.function(x)


@Counted
def doubled(x: Tensor) -> Tensor:
    return 2 * x


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(doubled(x))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
