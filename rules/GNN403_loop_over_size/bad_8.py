"""What belongs to each graph, cut apart: a tensor a graph."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        sizes = torch.bincount(batch).tolist()  # expect: GNN321, GNN303
        parts = self.lin(x).split(sizes)  # expect: GNN403
        return torch.stack([part.mean(dim=0) for part in parts])  # expect: GNN403


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 4, 5, 6)
    ]
