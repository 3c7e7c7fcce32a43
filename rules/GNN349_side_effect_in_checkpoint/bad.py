"""A tensor is kept in a checkpointed part, which may be run once more, and is not traced so."""

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.hidden = None

    def part(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        self.hidden = out.relu()  # expect: GNN349
        return out

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return checkpoint(self.part, x, edge_index, use_reentrant=False)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
