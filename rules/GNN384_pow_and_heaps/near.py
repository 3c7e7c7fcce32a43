"""Builtins that are traced."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = abs(self.conv(x, edge_index))
        if callable(self.conv) and isinstance(self.conv, torch.nn.Module) and hasattr(self, "conv"):
            out = out * eval("2") * len(vars(self))
        first, second = out, x.sum()
        parts = {first, second}
        table = {first: 1.0}
        return (
            out * table[first]
            + len(parts)
            + round(3.7)
            + divmod(7, 2)[1]
            + hash("a") * 0
            + id(x) * 0
        )


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
