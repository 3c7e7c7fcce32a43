"""Arrays of the type that the class of tensors holds."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(torch.FloatTensor(x.numpy()))
        out = out + torch.FloatTensor(np.zeros(32, dtype=np.float32))
        out = out + torch.FloatTensor(np.zeros(32, np.float32))
        out = out + torch.FloatTensor(np.zeros(32).astype(np.float32))
        return out[torch.LongTensor(np.arange(8))]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
