"""The device, asked of the first parameter: that is the GRU's, which need not be called for it."""

import torch
from torch import Tensor
from torch.nn import GRU, Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rnn = GRU(16, 32, batch_first=True)
        self.head = Linear(16, 2)

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device  # expect: GNN340

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x.to(self.device))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
