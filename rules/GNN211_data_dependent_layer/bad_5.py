"""GraphUNet augments its graphs by products of sparse matrices: plain compile raises, where eager
mode runs.
"""

import torch
from torch import Tensor
from torch_geometric.nn.models import GraphUNet


class Segmenter(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.unet = GraphUNet(in_channels, hidden_channels, out_channels, depth=2)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        return self.unet(x, edge_index, batch)  # expect: GNN211


def model() -> Segmenter:
    torch.manual_seed(0)
    return Segmenter(16, 16, 4)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
