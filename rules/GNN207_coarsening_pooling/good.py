"""A dense assignment keeps every shape fixed: each node belongs to each of the clusters by some
share. It is another pooling than TopKPooling, to be trained anew; where it has to be TopKPooling,
`fullgraph=True` captures it.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from torch_geometric.utils import to_dense_batch

OTHER_OUTPUT = "another pooling, to be trained anew"


class PoolNet(torch.nn.Module):
    def __init__(
        self, in_channels: int, hidden_channels: int, num_clusters: int, max_num_nodes: int
    ) -> None:
        super().__init__()
        self.max_num_nodes = max_num_nodes
        self.conv = GraphConv(in_channels, hidden_channels)
        self.assign = torch.nn.Linear(hidden_channels, num_clusters)
        self.lin = torch.nn.Linear(hidden_channels, hidden_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        x = self.conv(x, edge_index).relu()
        dense, mask = to_dense_batch(
            x, batch, max_num_nodes=self.max_num_nodes, batch_size=num_graphs
        )
        share = self.assign(dense).softmax(dim=-1) * mask.unsqueeze(-1)
        return self.lin(share.transpose(1, 2) @ dense)


def model() -> PoolNet:
    torch.manual_seed(0)
    return PoolNet(16, 32, 4, 12)


def random_batch(
    num_nodes: int, num_edges: int, num_graphs: int
) -> tuple[Tensor, Tensor, Tensor, int]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, edge_index, batch, num_graphs


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
