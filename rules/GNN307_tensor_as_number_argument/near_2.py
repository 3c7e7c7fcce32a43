"""What is made of a number in place keeps it: the compiler knows it with the tensor."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        dim = torch.tensor(0)
        out = F.softplus(self.lin(x), beta=torch.tensor(2.0))
        return torch.cat([out, out], dim=dim)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
