"""The number of nodes to keep follows from a ratio and a size."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

OTHER_OUTPUT = "another number of nodes"


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.ratio = 0.5

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        order = out.sum(dim=-1).argsort(descending=True)
        return out[order][: int(self.ratio * x.size(0))]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
