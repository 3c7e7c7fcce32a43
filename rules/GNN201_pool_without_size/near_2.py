"""A Sequential whose header takes the number of graphs, and a step that hands it down."""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv, Sequential, global_mean_pool


class GraphClassifier(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = Sequential(
            "x, edge_index, batch, size: int",
            [
                (SAGEConv(16, channels), "x, edge_index -> x"),
                torch.nn.ReLU(),
                (global_mean_pool, "x, batch, size -> x"),
                torch.nn.Linear(channels, 4),
            ],
        )

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        return self.layers(x, edge_index, batch, num_graphs)


def model() -> GraphClassifier:
    torch.manual_seed(0)
    return GraphClassifier(32)


def random_batch(
    num_nodes: int, num_edges: int, num_graphs: int
) -> tuple[Tensor, Tensor, Tensor, int]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index, torch.arange(num_nodes) * num_graphs // num_nodes, num_graphs


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [random_batch(24, 70, 3), random_batch(40, 130, 4), random_batch(31, 90, 5)]
