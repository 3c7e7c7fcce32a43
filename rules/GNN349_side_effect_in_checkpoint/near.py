"""Within the part all may change, and what it writes outside may stay what it was."""

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.norm = torch.nn.BatchNorm1d(32)
        self.is_called = True

    def part(self, x: Tensor, edge_index: Tensor) -> Tensor:
        outs = []
        outs.append(self.norm(self.conv(x, edge_index)))
        self.is_called = True
        return outs[0]

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = checkpoint(self.part, x, edge_index, use_reentrant=False)
        self.last = out
        return out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
