"""Operations that take a size as it is."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        x = self.lin(x)
        n = x.size(0)
        x = x[torch.randperm(n)].roll(n // 2, 0).repeat_interleave(2, dim=0)[:n]
        x = x + torch.tensor([n]) + torch.tensor(x.shape).sum() + torch.full((n, 1), 1.0)
        x = x + torch.eye(n).sum() + torch.zeros(n, 1) + torch.arange(0, n, 2).sum()
        x = torch.nn.functional.pad(x, (0, 0, 0, n)).narrow(0, 0, n) / n**0.5
        parts = x.chunk(4)[0], *x.split([n // 2, n - n // 2]), x.topk(n // 2, dim=0).values
        hot = torch.nn.functional.one_hot(torch.zeros(n, dtype=torch.long), 4)
        return torch.cat(parts).clamp(max=n).sum() * torch.linspace(0, 1, 16) + hot.sum()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 40, 50, 60)]
