"""AntiSymmetricConv brings a GCNConv of its own, which adds self-loops in forward."""

import torch
from torch import Tensor
from torch_geometric.nn import AntiSymmetricConv

SAME_OUTPUT = True


class Stable(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = AntiSymmetricConv(channels, num_iters=2)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index)  # expect: GNN211


def model() -> Stable:
    torch.manual_seed(0)
    return Stable(16)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index[:, 0] = 0  # at least one self-loop
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
