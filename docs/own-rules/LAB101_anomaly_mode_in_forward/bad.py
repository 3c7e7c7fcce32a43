"""A leftover of a hunt for NaNs. The switch is read by the autograd engine in C++, which the
compiler does not trace: the graph ends here, and `fullgraph=True` fails.
"""

import torch
from torch import Tensor


class Encoder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        torch.autograd.set_detect_anomaly(True)  # expect: LAB101
        return self.lin(x).relu()


def model() -> Encoder:
    return Encoder()


def inputs() -> list[tuple[Tensor]]:
    return [(torch.randn(size, 8),) for size in (4, 6, 9)]
