"""Hooks of parameters, and around the whole model."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.conv.lin_rel.weight.register_hook(lambda grad: grad * 2)
        self.register_full_backward_hook(lambda module, into, out: None)
        self.register_forward_hook(lambda module, args, out: out * 2)
        self.conv.register_forward_pre_hook(lambda module, args: (args[0] * 2, args[1]))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
