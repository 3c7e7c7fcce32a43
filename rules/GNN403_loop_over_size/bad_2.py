"""The length of a tensor is as good as any other number."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        num_nodes = x.size(0)
        x = self.lin(x)
        sums = [x[: i + 1].sum(dim=0) for i in range(num_nodes)]  # expect: GNN403
        return torch.stack(sums)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (4, 5, 6, 7, 8)]
