"""TransformerConv attends to the neighbors, too, and scripts. It is another layer, to be trained
anew.
"""

import torch
from torch import Tensor
from torch_geometric.nn import TransformerConv

OTHER_OUTPUT = "another layer, to be trained anew"


class Attention(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = TransformerConv(in_channels, out_channels, heads=2)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index).relu()


def model() -> Attention:
    torch.manual_seed(0)
    return Attention(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
