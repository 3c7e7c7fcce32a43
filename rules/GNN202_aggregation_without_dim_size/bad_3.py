"""The order of the neighbors within each group: `group_argsort` counts the groups first."""

import torch
from torch import Tensor
from torch_geometric.utils import group_argsort

SAME_OUTPUT = True


class RankFeature(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.score = torch.nn.Linear(in_channels, 1)
        self.lin = torch.nn.Linear(in_channels + 1, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        rank = group_argsort(self.score(x).squeeze(-1), batch)  # expect: GNN202
        return self.lin(torch.cat([x, rank.view(-1, 1).to(x.dtype)], dim=-1))


def model() -> RankFeature:
    torch.manual_seed(0)
    return RankFeature(16, 8)


def random_batch(num_nodes: int, num_edges: int, num_graphs: int) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
