"""`group_cat` is annotated for Python, in a way TorchScript does not read. It compiles cleanly."""

import torch
from torch import Tensor
from torch_geometric.utils import group_cat


class Stacked(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        both = group_cat([x, x.relu()], [batch, batch], dim=0)  # expect: GNN150
        return self.lin(both)


def model() -> Stacked:
    torch.manual_seed(0)
    return Stacked(16, 8)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) * b // n) for n, b in ((24, 3), (40, 4))]
