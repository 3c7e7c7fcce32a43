"""Finds out whether a graph hides a clique, by zooming in on fewer and fewer of its nodes.

Each level embeds the nodes, keeps the half with the highest attention scores and reads out what
is left; the sum over the levels is classified by an MLP.
"""

import torch
import torch.nn.functional as F
from data import NUM_FEATURES, random_graphs
from layers import PoolingBlock
from readout import read_out
from torch import Tensor
from torch.nn import Linear
from torch_geometric.data import Batch


class HierarchicalNet(torch.nn.Module):
    def __init__(
        self, in_channels: int, hidden_channels: int, out_channels: int, ratio: float = 0.5
    ) -> None:
        super().__init__()
        self.block1 = PoolingBlock(in_channels, hidden_channels, ratio)
        self.block2 = PoolingBlock(hidden_channels, hidden_channels, ratio)
        self.lin1 = Linear(2 * hidden_channels, hidden_channels)
        self.lin2 = Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        x, edge_index, batch, score = self.block1(x, edge_index, batch)
        out1 = read_out(x, batch, score, num_graphs)

        x, edge_index, batch, score = self.block2(x, edge_index, batch)
        out2 = read_out(x, batch, score, num_graphs)

        out = self.lin1(out1 + out2).relu()
        out = F.dropout(out, p=0.2, training=self.training)
        return self.lin2(out)


def model() -> HierarchicalNet:
    torch.manual_seed(0)
    return HierarchicalNet(NUM_FEATURES, 32, 2)


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    batches = [Batch.from_data_list(random_graphs(num_graphs)) for num_graphs in (2, 3, 5)]
    return [(batch.x, batch.edge_index, batch.batch, batch.num_graphs) for batch in batches]
