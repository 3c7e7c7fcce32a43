"""The hook outlives the call: the next one registers another."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


def halve(module: torch.nn.Module, args: object, out: Tensor) -> Tensor:
    return out / 2


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> tuple[Tensor, object]:
        out = self.conv(x, edge_index)
        return out, self.conv.register_forward_hook(halve)  # expect: GNN342


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
