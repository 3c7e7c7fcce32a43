"""Assigns every member of a social network to its community.

A GCN layer mixes each member's features with those of its neighbours, a GAT layer then learns
which neighbours to listen to, and a linear layer scores the communities.
"""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch_geometric.data import Data
from torch_geometric.nn import GATConv, GCNConv
from torch_geometric.utils import stochastic_blockmodel_graph

NUM_FEATURES = 16
NUM_CLASSES = 4


class Net(torch.nn.Module):
    def __init__(
        self,
        in_channels: int,
        hidden_channels: int,
        out_channels: int,
        heads: int = 4,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        self.dropout = dropout
        self.conv1 = GCNConv(in_channels, hidden_channels)
        self.conv2 = GATConv(hidden_channels, hidden_channels // heads, heads=heads)
        self.lin = torch.nn.Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.conv1(x, edge_index).relu()
        x = F.dropout(x, p=self.dropout, training=self.training)
        x = F.elu(self.conv2(x, edge_index))
        x = F.dropout(x, p=self.dropout, training=self.training)
        return self.lin(x)


def community_network(members: int) -> Data:
    """A network of NUM_CLASSES communities of `members` each, with noisy features."""
    dense, sparse = 8 / members, 1 / members
    edge_probs = torch.full((NUM_CLASSES, NUM_CLASSES), sparse).fill_diagonal_(dense)
    edge_index = stochastic_blockmodel_graph([members] * NUM_CLASSES, edge_probs)
    y = torch.arange(NUM_CLASSES).repeat_interleave(members)
    x = torch.randn(y.numel(), NUM_FEATURES)
    x[:, :NUM_CLASSES] += F.one_hot(y, NUM_CLASSES)
    return Data(x=x, edge_index=edge_index, y=y)


def model() -> Net:
    torch.manual_seed(0)
    return Net(NUM_FEATURES, 32, NUM_CLASSES)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    networks = [community_network(members) for members in (10, 15, 25)]
    return [(network.x, network.edge_index) for network in networks]
