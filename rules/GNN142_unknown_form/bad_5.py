"""`...` as a value, `hasattr` with a third argument."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def left_out(self, x: Tensor) -> Tensor:
        nothing = ...  # expect: GNN142
        return x

    @torch.jit.export
    def asked(self, x: Tensor) -> bool:
        return hasattr(self, "training", True)  # expect: GNN142


def model() -> torch.nn.Module:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.arange(6.0).view(2, 3),)]
