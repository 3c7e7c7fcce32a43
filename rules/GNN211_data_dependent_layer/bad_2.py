"""The number of hyperedges is no shape of an input, and without `num_edges` it is read back."""

import torch
from torch import Tensor
from torch_geometric.nn import HypergraphConv

SAME_OUTPUT = True


class HyperNet(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = HypergraphConv(in_channels, out_channels)

    def forward(self, x: Tensor, hyperedge_index: Tensor) -> Tensor:
        return self.conv(x, hyperedge_index).relu()  # expect: GNN211


def model() -> HyperNet:
    torch.manual_seed(0)
    return HyperNet(16, 8)


def random_hypergraph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    nodes = torch.randint(num_nodes, (4 * num_edges,))
    edges = torch.arange(num_edges).repeat_interleave(4)  # four nodes each
    return x, torch.stack([nodes, edges])


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_hypergraph(24, 11), random_hypergraph(40, 17), random_hypergraph(31, 13)]
