"""Type comments that torch reads: of one line, of a line for each parameter; what mypy is told."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def whole(self, x, number):
        # type: (Tensor, int) -> Tensor
        return x * number

    def by_line(
        self,
        x,  # type: Tensor
        number,  # type: int
    ):
        # type: (...) -> Tensor
        return x * number

    def forward(self, x: Tensor) -> Tensor:
        # the type: any
        out = self.whole(x, 2)  # type: ignore
        return self.by_line(out, 3)  # type: ignore[no-any-return]


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.ones(3),)]
