"""The sequences stay padded; a mask leaves the padding out of the mean."""

import torch
from torch import Tensor

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 32)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        steps = torch.arange(x.size(1), device=x.device)
        inside = (steps < lengths.unsqueeze(1)).unsqueeze(-1)
        return (self.lin(x) * inside).sum(dim=(0, 1)) / lengths.sum()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 6, 16), torch.arange(n) % 6 + 1) for n in (20, 30, 50)]
