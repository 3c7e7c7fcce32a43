"""Texts of types, sizes and constants, and of tensors where nothing reads them."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> tuple[Tensor, str]:
        kind = str(x.dtype) + str(x.dim())
        out = self.conv(x, edge_index)
        if len(kind) > 100 or "%d" % x.size(1) == "7":
            out = out * 0.5
        text = f"mean {out.mean()}"
        if text and isinstance(text, str) and text is not None:
            out = out + 1
        return out, f"{text}, {x.size(0)} nodes"


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
