"""Contexts that are traced."""

import contextlib

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        with torch.no_grad():
            scale = x.norm()
        with torch.enable_grad(), contextlib.nullcontext():
            out = self.conv(x, edge_index) / scale
        with torch.autocast("cpu", enabled=False), torch.profiler.record_function("half"):
            out = out / 2
        with torch.set_grad_enabled(self.training), contextlib.suppress(ValueError):
            return out + 1


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
