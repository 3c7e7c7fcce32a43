"""A model that is asked for its layers' outputs, before their activation, returns them."""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv

SAME_OUTPUT = True


class Layered(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        sizes = [in_channels, out_channels, out_channels]
        pairs = zip(sizes[:-1], sizes[1:], strict=True)
        self.convs = torch.nn.ModuleList([SAGEConv(size, after) for size, after in pairs])

    def forward(self, x: Tensor, edge_index: Tensor) -> list[Tensor]:
        outputs = []
        for conv in self.convs:
            x = conv(outputs[-1].relu() if outputs else x, edge_index)
            outputs.append(x)
        return outputs


def model() -> Layered:
    torch.manual_seed(0)
    return Layered(16, 8)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
