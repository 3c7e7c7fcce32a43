"""`cached=True` saves the work of later calls, and breaks all the same."""

import torch
from torch import Tensor
from torch_geometric.nn import SGConv


class Simplified(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SGConv(in_channels, out_channels, K=2, cached=True)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index)  # expect: GNN203


def model() -> Simplified:
    torch.manual_seed(0)
    return Simplified(16, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(24, 16), torch.randint(24, (2, 70)))]
