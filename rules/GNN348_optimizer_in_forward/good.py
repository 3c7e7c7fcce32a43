"""What is compiled returns the loss; the optimizer is called outside of it."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Loss(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index).relu()


def train(loss: Loss, x: Tensor, edge_index: Tensor) -> None:
    optimizer = torch.optim.Adam(loss.parameters(), lr=0.01)
    optimizer.zero_grad()
    loss(x, edge_index).mean().backward()
    optimizer.step()


def model() -> Loss:
    torch.manual_seed(0)
    return Loss()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
