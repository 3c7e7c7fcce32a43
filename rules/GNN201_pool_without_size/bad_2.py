"""The pooling function travels under another name: the break stands where it is called."""

import torch
from torch import Tensor
from torch_geometric.nn.pool import global_max_pool as readout


class SetEncoder(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        return readout(self.lin(x).relu(), batch)  # expect: GNN201


def model() -> SetEncoder:
    torch.manual_seed(0)
    return SetEncoder(16, 8)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
