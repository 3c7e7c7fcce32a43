"""Numbers that numpy chooses from an array are drawn by reading the array back, however many."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        kept = np.random.choice(x.size(1), 8, replace=False)  # expect: GNN337
        mask = torch.zeros(16)
        mask[torch.from_numpy(kept)] = 1.0
        return self.lin(x * mask)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
