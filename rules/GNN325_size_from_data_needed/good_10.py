"""The points stay where they are, and those left out are put out of reach."""

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
        dropped = out[:, 0] <= 0
        distance = torch.cdist(out, out, compute_mode="donot_use_mm_for_euclid_dist")
        return distance.masked_fill(dropped, float("inf")).amin(dim=1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
