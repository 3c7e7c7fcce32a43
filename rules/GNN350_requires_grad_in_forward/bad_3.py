"""Positions are made to require a gradient, which is then taken: forces from an energy."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        pos = x.detach().requires_grad_()  # expect: GNN350
        energy = self.conv(pos, edge_index).sum()
        return -torch.autograd.grad(energy, pos)[0]  # expect: GNN360


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
