"""What is kept is returned from the checkpointed part."""

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

    def part(self, x: Tensor, edge_index: Tensor) -> tuple[Tensor, Tensor]:
        out = self.conv(x, edge_index)
        return out, out.relu()

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out, self.hidden = checkpoint(self.part, x, edge_index, use_reentrant=False)
        return out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
