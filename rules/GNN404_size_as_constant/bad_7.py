"""`take_along_dim` compares the sizes of its tensors as constants."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        return out.take_along_dim(out.argsort(dim=0), dim=0)  # expect: GNN404


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16),) for n in (2, 3, 4, 5, 6)]
