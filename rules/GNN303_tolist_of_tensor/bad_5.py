"""The pieces of each graph: how many there are, `unique` counts."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        out = self.lin(x)
        _, counts = torch.unique(batch, return_counts=True)  # expect: GNN321
        parts = out.split(counts.tolist())  # expect: GNN303, GNN403
        return torch.stack([part.sum(dim=0) for part in parts])  # expect: GNN403


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
