"""A dataclass as a dict copies every tensor it has."""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


@dataclass
class State:
    nodes: Tensor
    scale: float


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        state = asdict(State(x, 0.5))  # expect: GNN381
        return out * state["scale"]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
