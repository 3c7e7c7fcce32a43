"""A whole training step is compiled: the graph ends where the optimizer is asked for anything."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Step(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.optimizer = torch.optim.Adam(self.conv.parameters(), lr=0.01)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        self.optimizer.zero_grad()  # expect: GNN348
        return out.relu()


def model() -> Step:
    torch.manual_seed(0)
    return Step()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
