"""`get_embeddings` collects what each layer returns with hooks that it registers and removes: they
are set on a module while it is traced.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphSAGE
from torch_geometric.utils import get_embeddings

SAME_OUTPUT = True


class Layered(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.gnn = GraphSAGE(in_channels, out_channels, num_layers=2)

    def forward(self, x: Tensor, edge_index: Tensor) -> list[Tensor]:
        return get_embeddings(self.gnn, x, edge_index)  # expect: GNN216


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
