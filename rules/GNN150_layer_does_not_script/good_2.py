"""With edge features, if only a constant one, it scripts."""

import torch
from torch import Tensor
from torch_geometric.nn import PNAConv

OTHER_OUTPUT = "one more encoder, of edge features"


class PrincipalNet(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        degrees = torch.tensor([0, 3, 5, 2])
        self.conv = PNAConv(
            in_channels, out_channels, ["mean", "max"], ["identity"], degrees, edge_dim=1
        )

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        constant = x.new_ones(edge_index.size(1), 1)
        return self.conv(x, edge_index, constant).relu()


def model() -> PrincipalNet:
    torch.manual_seed(0)
    return PrincipalNet(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
