"""Made on one way only, but asked for first, made on the other as well, or never compiled."""

from typing import Optional

import torch
from torch import Tensor


class Net(torch.nn.Module):
    gain: int = 2

    def __init__(self, residual: bool = False, width: Optional[int] = None) -> None:
        super().__init__()
        self.width = width
        self.skip = None
        if residual:
            self.skip = torch.nn.Linear(3, 3)
            self.extra = 1.0
            self.gain = 3
            self.shift = 1
        else:
            self.shift = 2
        self.residual = residual
        if residual:
            self.further = torch.nn.Linear(3, 3)
        if not residual:
            self.either = 1.0
        if residual:
            self.either = 2.0
        if width is not None:
            self.wide = torch.nn.Linear(3, 3)

    @torch.jit.ignore
    def show(self, x: Tensor) -> Tensor:
        return x + (self.extra if self.skip is not None else 0.0)

    def forward(self, x: Tensor) -> Tensor:
        if self.skip is not None:
            x = self.skip(x)
        if self.width is not None:
            x = self.wide(x)
        if hasattr(self, "extra"):
            x = x + self.extra
        if self.residual and hasattr(self, "further"):
            x = self.further(x)
        return x + self.shift + self.either


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(2, 3),)]
