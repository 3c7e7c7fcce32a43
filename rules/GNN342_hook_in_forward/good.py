"""A hook registered by the constructor is traced."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

OTHER_OUTPUT = "the hook counts from the first call on"


def halve(module: torch.nn.Module, args: object, out: Tensor) -> Tensor:
    return out / 2


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.conv.register_forward_hook(halve)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
