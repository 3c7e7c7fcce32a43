"""An aggregation that works on the index itself needs no dense rows: softmax with a learned
temperature leans to the largest entries, too. It is another function, to be trained anew.
"""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv
from torch_geometric.nn.aggr import SoftmaxAggregation

OTHER_OUTPUT = "another layer, to be trained anew"


class SoftmaxPoolNet(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = SAGEConv(in_channels, hidden_channels)
        self.pool = SoftmaxAggregation(learn=True, channels=hidden_channels)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        x = self.conv(x, edge_index).relu()
        return self.lin(self.pool(x, batch, dim_size=num_graphs))


def model() -> SoftmaxPoolNet:
    torch.manual_seed(0)
    return SoftmaxPoolNet(16, 32, 4)


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
