"""A switch that nothing here turns on decides whether modules are scripted."""

from contextvars import ContextVar

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SCRIPTING = ContextVar("SCRIPTING", default=False)


def scripted_if_asked(module: torch.nn.Module) -> torch.nn.Module:
    return torch.jit.script(module) if SCRIPTING.get() else module


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.head = scripted_if_asked(torch.nn.Linear(32, 32))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.head(self.conv(x, edge_index))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
