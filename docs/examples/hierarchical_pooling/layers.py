"""One level of the hierarchy."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, SAGPooling


class PoolingBlock(torch.nn.Module):
    """Embeds the nodes, then keeps the share of them that an attention score ranks highest."""

    def __init__(self, in_channels: int, out_channels: int, ratio: float) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels)
        self.pool = SAGPooling(out_channels, ratio)

    def forward(
        self, x: Tensor, edge_index: Tensor, batch: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        x = self.conv(x, edge_index).relu()
        x, edge_index, _, batch, _, score = self.pool(x, edge_index, batch=batch)
        return x, edge_index, batch, score
