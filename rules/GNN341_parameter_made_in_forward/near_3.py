"""A layer that is made in the constructor, by a factory that is called if it can be."""

import torch
from torch import Tensor
from torch.nn import Linear


def default(value, made):  # type: ignore[no-untyped-def]
    return value if value is not None else (made() if callable(made) else made)


class Net(torch.nn.Module):
    def __init__(self, lin: torch.nn.Module | None = None) -> None:
        super().__init__()
        self.lin = default(lin, lambda: Linear(16, 32))

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
