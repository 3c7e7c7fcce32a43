"""A step of LBFGS, which calls its closure several times, is kept out of the graph."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Step(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.optimizer = torch.optim.LBFGS(self.conv.parameters())

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        self.optimizer.step(lambda: 0.0)  # expect: GNN348
        return out.relu()


def model() -> Step:
    torch.manual_seed(0)
    return Step()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
