"""Classifies whole graphs, the way one predicts a property of a molecule.

GIN layers embed the atoms, the mean over each molecule becomes its embedding, and a linear
layer predicts the class.
"""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn import BatchNorm1d, Linear, ModuleList, ReLU, Sequential
from torch_geometric import seed_everything
from torch_geometric.datasets import FakeDataset
from torch_geometric.loader import DataLoader
from torch_geometric.nn import GINConv, global_mean_pool

NUM_FEATURES = 16
NUM_CLASSES = 3


class GIN(torch.nn.Module):
    def __init__(
        self, in_channels: int, hidden_channels: int, out_channels: int, num_layers: int = 3
    ) -> None:
        super().__init__()
        self.convs = ModuleList()
        for _ in range(num_layers):
            mlp = Sequential(
                Linear(in_channels, hidden_channels),
                BatchNorm1d(hidden_channels),
                ReLU(),
                Linear(hidden_channels, hidden_channels),
            )
            self.convs.append(GINConv(mlp, train_eps=True))
            in_channels = hidden_channels
        self.lin = Linear(hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        # 1. Obtain node embeddings
        for conv in self.convs:
            x = conv(x, edge_index).relu()

        # 2. Readout layer
        x = global_mean_pool(x, batch)

        # 3. Apply a final classifier
        x = F.dropout(x, p=0.5, training=self.training)
        return self.lin(x)


def molecules(num_graphs: int) -> FakeDataset:
    return FakeDataset(
        num_graphs=num_graphs,
        avg_num_nodes=20,
        avg_degree=3,
        num_channels=NUM_FEATURES,
        num_classes=NUM_CLASSES,
        task="graph",
    )


def model() -> GIN:
    torch.manual_seed(0)
    return GIN(NUM_FEATURES, 32, NUM_CLASSES)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    # FakeDataset draws the sizes of its graphs from `random`, which torch.manual_seed leaves alone.
    seed_everything(1)
    calls = []
    for num_graphs in (2, 4, 8):
        batch = next(iter(DataLoader(molecules(num_graphs), batch_size=num_graphs)))
        calls.append((batch.x, batch.edge_index, batch.batch))
    return calls
