"""Flags, whoever sets them: an argument without a type may be one as well as a tensor."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self, residual=True, scale=None) -> None:
        super().__init__()
        self.conv = GraphConv(16, 16)
        self.residual = residual
        self.scale = scale

    def forward(self, x: Tensor, edge_index: Tensor, flag, mode="add") -> Tensor:
        out = self.conv(x, edge_index)
        if flag:
            out = out.relu()
        if self.residual and not self.scale:
            out = out + x
        if mode == "add" and (n := x.numel()) > 8:
            out = out / n
        if (x.size(0) > 5 and x.dim() == 2) or x.size(-1) in (8, 16):
            out = out * 2
        if isinstance(flag, bool) and hasattr(self, "conv"):
            out = out.tanh()
        return out if edge_index.numel() else x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, bool]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n)), True) for n in (20, 30, 50)]
